"""Which of several tags names the newest version: by the numbers in it, where it has any."""

import re

_NUMBERS = re.compile(r"v?(\d+(?:[._]\d+)*)")
_EARLY = re.compile(r"(?:^|[^a-z])(?:alpha|beta|rc|pre|preview|dev|nightly|snapshot|a|b)(?:[^a-z]|$)", re.IGNORECASE)

Rank = tuple[tuple[int, ...], bool]


def rank(tag: str) -> Rank:
    """Sorts tags from the oldest version to the newest: 9.6, 16.4-rc1, 16.4, 16.4.1; `latest` says nothing of it."""
    found = _NUMBERS.match(tag)
    numbers = tuple(int(number) for number in re.split(r"[._]", found[1])) if found else ()
    return numbers, not _EARLY.search(tag[found.end() :] if found else "")
