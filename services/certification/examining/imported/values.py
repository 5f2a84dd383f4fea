"""What reports of other scanners have in common, and how to read values that may be anything."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast, get_args

from services.certification.scan.advisory import Found, Severity

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # where a report does not say since when a hole is known
WORDS = {"negligible": "low", "moderate": "medium", "important": "high"}


@dataclass(frozen=True)
class Imported:
    source: str  # trivy
    version: str
    platform: str  # linux/arm64; empty: the report does not say
    digests: tuple[str, ...]  # of manifests and configs that it says it is about
    found: tuple[Found, ...]

    @property
    def state(self) -> str:
        return f"as {self.source} {self.version}".rstrip() + " reported"


def kept(found: Iterable[Found]) -> tuple[Found, ...]:
    """Those that name a hole and what has it."""
    return tuple(each for each in found if each.advisory and each.package)


def severity(word: str) -> Severity:
    plain = WORDS.get(word.lower(), word.lower())
    return cast("Severity", plain) if plain in get_args(Severity) else "unknown"


def others(names: Iterable[object], own: str) -> tuple[str, ...]:
    """Further names of a hole, each once."""
    return tuple(each for each in dict.fromkeys(map(text, names)) if each and each != own)


def platform(*parts: str) -> str:
    """Of operating system, architecture and variant; empty where a report names only half of it."""
    return "/".join(filter(None, parts)) if all(parts[:2]) else ""


def instant(told: object) -> datetime:
    try:
        read = datetime.fromisoformat(text(told))
    except ValueError:
        return UNDATED
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def text(told: object) -> str:
    return told if isinstance(told, str) else ""


def number(told: object) -> float | None:
    """A score from 0 to 10."""
    try:
        score = float(cast("str", told))
    except (TypeError, ValueError):
        return None
    return score if 0 <= score <= 10 else None


def table(told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = told.get(key)
    return found if isinstance(found, dict) else {}


def listed(told: Mapping[str, Any], key: str) -> Sequence[Any]:
    found = told.get(key)
    return found if isinstance(found, list) else ()


def tables(told: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    return (each for each in listed(told, key) if isinstance(each, dict))
