"""Texts of `Key: value` lines, paragraph by paragraph, without holding more than one at a time."""

import re
from collections.abc import Iterator
from itertools import islice

MOST = 200_000  # paragraphs, empty ones as well
MOST_LINES = 10_000  # of one, that a pattern finds


def paragraphs(content: bytes) -> Iterator[bytes]:
    """What stands between empty lines."""
    start = 0
    for _ in range(MOST):
        end = content.find(b"\n\n", start)
        yield content[start : end if end >= 0 else None]
        if end < 0:
            return
        start = end + 2


def fields(paragraph: bytes, pattern: "re.Pattern[bytes]") -> dict[str, str]:
    """The first value of each key that the pattern's two groups find."""
    found: dict[str, str] = {}
    for match in islice(pattern.finditer(paragraph), MOST_LINES):
        found.setdefault(match[1].decode(), match[2].decode("utf-8", "replace").strip())
    return found
