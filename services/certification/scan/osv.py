"""Records of OSV (schema 1.x): what of them decides whether an image has a hole, and is kept."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cmp_to_key
from typing import Any

from services.certification.scan.advisory import Advisory, Affected, Range
from services.certification.scan.severity import Rated, rated
from services.certification.scan.versions import NotComparable, is_older

KINDS = ("SEMVER", "ECOSYSTEM")  # of ranges; those of commits say nothing of packages
SUMMARY = 300  # characters
KEPT = ("id", "modified", "published", "withdrawn", "summary", "aliases", "related", "upstream", "severity")
WORDS = ("severity", "urgency", "rpm_modularity")  # of what is specific to a source
_EVENTS = ("introduced", "fixed", "last_affected")


class Unusable(ValueError):
    """The record is not as the schema has it; the text says where."""


def trimmed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Only what `parse` reads, itself a record; raises Unusable."""
    kept = {name: record[name] for name in KEPT if name in record}
    if isinstance(word := _inner(record, "database_specific").get("severity"), str):
        kept["database_specific"] = {"severity": word}
    return kept | {"affected": [_trimmed_affected(one) for one in _list(record, "affected") if _package(one)]}


def parse(record: Any) -> Advisory:
    """Raises Unusable."""
    if not isinstance(record, dict):
        raise Unusable("a record is an object")
    modified = _moment(record, "modified")
    if modified is None:
        raise Unusable("modified is missing")
    rating = rated(record)
    aliases, related = _names(record, "aliases"), (*_names(record, "upstream"), *_names(record, "related"))
    return Advisory(
        id=_text(record, "id", most=200),
        aliases=aliases,
        summary=_summary(record, rating),
        published=_moment(record, "published") or modified,
        modified=modified,
        severity=rating.severity,
        score=rating.score,
        vector=rating.vector,
        affected=tuple(_affected(one) for one in _list(record, "affected") if _package(one)),
        withdrawn=_moment(record, "withdrawn"),
        related=tuple(dict.fromkeys(name for name in related if name.startswith("CVE-") and name not in aliases)),
        said=rating.said,
    )


def _affected(told: Mapping[str, Any]) -> Affected:
    package = told["package"]
    ecosystem = _text(package, "ecosystem", most=200)
    ranges = [
        pair
        for one in _list(told, "ranges")
        if isinstance(one, dict) and one.get("type") in KINDS
        for pair in _pairs(ecosystem, _events(one))
    ]
    module = _inner(told, "ecosystem_specific").get("rpm_modularity")
    name, stream = _text(package, "name", most=500), module if isinstance(module, str) else ""
    return Affected(ecosystem, name, tuple(ranges), _names(told, "versions"), stream)


def _events(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    events = []
    for one in _list(told, "events"):
        if not isinstance(one, dict):
            raise Unusable("an event is an object")
        events += [(kind, _text(one, kind, most=200)) for kind in _EVENTS if kind in one]
    return events


def _pairs(ecosystem: str, events: list[tuple[str, str]]) -> Iterator[Range]:
    """Each introduction with what ends it, in the order of versions; what ends nothing is passed over."""
    begun = ""
    for kind, version in events if len(events) <= 2 else _sorted(ecosystem, events):
        if kind == "introduced":
            begun = begun or version
        elif begun:
            yield Range(begun, version) if kind == "fixed" else Range(begun, last_affected=version)
            begun = ""
    if begun:
        yield Range(begun)


def _sorted(ecosystem: str, events: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """As they are written where no order is known."""

    def before(one: tuple[str, str], other: tuple[str, str]) -> int:
        return -1 if is_older(ecosystem, one[1], other[1]) else int(is_older(ecosystem, other[1], one[1]))

    try:
        return sorted(events, key=cmp_to_key(before))
    except NotComparable:
        return events


def _trimmed_affected(told: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: told[name] for name in ("versions", "severity") if name in told}
    kept["package"] = {name: told["package"].get(name) for name in ("ecosystem", "name")}
    for place in ("database_specific", "ecosystem_specific"):
        words = {name: word for name in WORDS if isinstance(word := _inner(told, place).get(name), str)}
        if words:
            kept[place] = words
    ranges = [one for one in _list(told, "ranges") if isinstance(one, dict) and one.get("type") in KINDS]
    return kept | {"ranges": [{"type": one["type"], "events": _list(one, "events")} for one in ranges]}


def _summary(record: Mapping[str, Any], rating: Rated) -> str:
    """Without the word at its beginning that is told as such."""
    told = record.get("summary")
    line = " ".join(told.split()) if isinstance(told, str) else ""
    return line.removeprefix(f"{rating.said}:").strip()[:SUMMARY] if rating.said else line[:SUMMARY]


def _package(told: Any) -> bool:
    if not isinstance(told, dict):
        raise Unusable("affected holds objects")
    return isinstance(told.get("package"), dict)


def _inner(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = record.get(name)
    return inner if isinstance(inner, dict) else {}


def _list(record: Mapping[str, Any], name: str) -> list[Any]:
    told = record.get(name)
    if told is not None and not isinstance(told, list):
        raise Unusable(f"{name} is a list")
    return told or []


def _names(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    told = _list(record, name)
    if not all(isinstance(one, str) for one in told):
        raise Unusable(f"{name} holds texts")
    return tuple(dict.fromkeys(told))


def _text(record: Mapping[str, Any], name: str, most: int) -> str:
    told = record.get(name)
    if not isinstance(told, str) or not told or len(told) > most or not told.isprintable():
        raise Unusable(f"{name} is a line of at most {most} characters")
    return told


def _moment(record: Mapping[str, Any], name: str) -> datetime | None:
    told = record.get(name)
    if told is None:
        return None
    try:
        at = datetime.fromisoformat(told)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as wrong:
        raise Unusable(f"{name} is a time (RFC 3339)") from wrong
