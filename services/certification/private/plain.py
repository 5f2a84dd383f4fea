"""Advisories, packages and findings as the JSON in which they are kept: values in the order of their fields.

A field that comes later is added at the end, with a default: what was kept before it lacks it.
"""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from eventlog.recorded import instant
from services.certification.scan.advisory import Advisory, Affected, Found, Range
from services.certification.scan.package import Package


def head(advisory: Advisory) -> str:
    """What an advisory says of itself, whatever it affects and whenever it was touched last."""
    return _text(_head_of(advisory))


def advisory(head: str, modified: datetime, affected: Sequence[Affected]) -> Advisory:
    told = dict(zip(_HEAD, json.loads(head), strict=False))
    return Advisory(
        **told
        | {
            "aliases": tuple(told["aliases"]),
            "related": tuple(told["related"]),
            "published": datetime.fromisoformat(told["published"]),
            "withdrawn": told["withdrawn"] and datetime.fromisoformat(told["withdrawn"]),
            "modified": modified,
            "affected": tuple(affected),
        }
    )


def affected(told: Sequence[Affected]) -> str:
    return _text([[*_affected_of(each), [_range_of(one) for one in each.ranges]] for each in told])


def affected_of(text: str) -> list[Affected]:
    return [
        Affected(ecosystem, package, tuple(Range(*one) for one in ranges), tuple(versions), module)
        for ecosystem, package, versions, module, ranges in json.loads(text)
    ]


def package(told: Package) -> str:
    return _text(_package_of(told))


def package_of(text: str) -> Package:
    told = dict(zip(_PACKAGE, json.loads(text), strict=False))
    return Package(**told | {"licences": tuple(told["licences"])})


def found(told: Found) -> str:
    return _text(_found_of(told))


def found_of(text: str) -> Found:
    told = dict(zip(_FOUND, json.loads(text), strict=False))
    return Found(**told | {"aliases": tuple(told["aliases"]), "published": datetime.fromisoformat(told["published"])})


def _names(record: Any, without: Sequence[str] = ()) -> list[str]:
    return [each.name for each in fields(record) if each.name not in without]


_HEAD = _names(Advisory, ("affected", "modified"))
_PACKAGE = _names(Package)
_FOUND = _names(Found)
# Derived once: a load of advisories finds tens of thousands.
_head_of, _package_of, _found_of = attrgetter(*_HEAD), attrgetter(*_PACKAGE), attrgetter(*_FOUND)
_affected_of, _range_of = attrgetter(*_names(Affected, ("ranges",))), attrgetter(*_names(Range))


_text = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=instant).encode
