"""Advisories, packages and findings as the JSON in which they are kept: values in the order of their fields.

A field that comes later is added at the end, with a default: what was kept before it lacks it.
"""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from eventlog.recorded import instant
from services.certification.scan.advisory import Advisory, Affected, Found, Range
from services.certification.scan.package import Package


def head(advisory: Advisory) -> str:
    """What an advisory says of itself, whatever it affects and whenever it was touched last."""
    told = [*_listed(advisory, ("affected", "modified"))]
    return _text(told)


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
    return _text([[*_listed(each, ("ranges",)), [[*_listed(one)] for one in each.ranges]] for each in told])


def affected_of(text: str) -> list[Affected]:
    return [
        Affected(ecosystem, package, tuple(Range(*one) for one in ranges), tuple(versions), module)
        for ecosystem, package, versions, module, ranges in json.loads(text)
    ]


def package(told: Package) -> str:
    return _text([*_listed(told)])


def package_of(text: str) -> Package:
    told = dict(zip(_PACKAGE, json.loads(text), strict=False))
    return Package(**told | {"licences": tuple(told["licences"])})


def found(told: Found) -> str:
    return _text([*_listed(told)])


def found_of(text: str) -> Found:
    told = dict(zip(_FOUND, json.loads(text), strict=False))
    return Found(**told | {"aliases": tuple(told["aliases"]), "published": datetime.fromisoformat(told["published"])})


_HEAD = [each.name for each in fields(Advisory) if each.name not in ("affected", "modified")]
_PACKAGE = [each.name for each in fields(Package)]
_FOUND = [each.name for each in fields(Found)]


def _listed(told: Any, without: Sequence[str] = ()) -> Sequence[Any]:
    return [getattr(told, each.name) for each in fields(told) if each.name not in without]


_text = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=instant).encode
