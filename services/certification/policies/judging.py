"""From what was found in an image's platforms to its rating, and to the holes of which its publisher is told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol, TypeVar

from services.certification.deciders.remediation import Hole, id_of
from services.certification.events import PlatformRating
from services.certification.scan import grade
from services.certification.scan.advisory import Found
from vocabulary.newest import rank

SEVERITIES = ("critical", "high", "medium", "low")


class Tagged(Protocol):
    @property
    def tag(self) -> str: ...

    @property
    def at(self) -> datetime: ...


T = TypeVar("T", bound=Tagged)


def newest_first(leads: Iterable[T]) -> list[T]:
    """The highest version first, of equals the one that was released last."""
    return sorted(leads, key=lambda lead: (rank(lead.tag), lead.at, lead.tag), reverse=True)


def rating(
    repository: str, platform: str, found: Iterable[Found], harmless: Collection[str], on: date
) -> PlatformRating:
    """`harmless`: vulnerabilities of which the publisher says that they are none of this image."""
    mended_last = sorted(found, key=lambda one: bool(one.fixed))  # of several versions the one that lacks a fix counts
    counting = {id_of(repository, one.advisory, one.package): one for one in mended_last}
    left = [one for vulnerability, one in counting.items() if vulnerability not in harmless]
    graded = grade.grade(grade.missing(left), on)
    counts = dict.fromkeys((*SEVERITIES, "unrated"), 0)
    for one in left:
        counts[one.severity if one.severity in SEVERITIES else "unrated"] += 1
    return PlatformRating(platform, graded.letter, graded.next_drop, graded.next_letter, **counts)


def holes(found: Mapping[str, Sequence[Found]]) -> tuple[Hole, ...]:
    """Of all platforms: one for an advisory and a package, however many platforms and versions have it."""
    together: dict[tuple[str, str], Hole] = {}
    for platform in sorted(found):
        for one in found[platform]:
            key = (one.advisory, one.package)
            known = together.get(key)
            together[key] = _hole(platform, one) if known is None else _with(known, platform, one)
    return tuple(together[key] for key in sorted(together))


def _hole(platform: str, one: Found) -> Hole:
    named = (one.advisory, one.aliases, one.package, one.version, one.fixed, one.severity, one.score)
    return Hole((platform,), *named)


def _with(known: Hole, platform: str, one: Found) -> Hole:
    platforms = known.platforms if platform in known.platforms else (*known.platforms, platform)
    return replace(known, platforms=platforms, fixed=known.fixed or one.fixed)
