"""What an update mends: by name where certification found it in the release, else by how many holes are known."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gateway.views.holes import Holes
from gateway.views.hosted import Image
from gateway.views.judged import NOTHING, SEVERITIES, Judged, Rating

NO_HOLES: Holes = {}


class Known(NamedTuple):
    """By repository and digest: what was found in each release, and those of its holes that a later one mended."""

    judged: Mapping[tuple[str, str], Judged]
    mended: Mapping[tuple[str, str], Holes]


def fixes(known: Known, repository: str, mine: Image, newest: Image) -> list[dict[str, str]]:
    """Holes of mine that the newest has no more, the worst first; an advisory once, whatever it touches."""
    had = known.mended.get((repository, mine.digest), NO_HOLES)
    has = known.mended.get((repository, newest.digest), NO_HOLES)
    gone = dict.fromkeys(told for vulnerability, told in had.items() if vulnerability not in has)
    return [{"advisory": advisory, "severity": severity} for advisory, severity in sorted(gone, key=_worst)]


def has_fewer(known: Known, repository: str, mine: Image, newest: Image, platform: str) -> bool:
    """Whether the newest lacks holes of any severity that mine has, on this platform, or on any where none is named."""
    before = _ratings(known.judged.get((repository, mine.digest), NOTHING), platform)
    after = _ratings(known.judged.get((repository, newest.digest), NOTHING), platform)
    both = before.keys() & after.keys()
    return any(getattr(before[one], name) > getattr(after[one], name) for one in both for name in SEVERITIES)


def _ratings(judged: Judged, platform: str) -> dict[str, Rating]:
    return {one.platform: one for one in judged.ratings if platform in ("", one.platform)}


def _worst(told: tuple[str, str]) -> tuple[int, str]:
    order: Iterable[str] = (*SEVERITIES, told[1])
    return [*order].index(told[1]), told[0]
