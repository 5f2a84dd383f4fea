"""Texts of `Key: value` lines, paragraph by paragraph, without holding more than one at a time."""

import re
from collections.abc import Iterator


def paragraphs(content: bytes) -> Iterator[bytes]:
    """What stands between empty lines."""
    start = 0
    while start < len(content):
        end = content.find(b"\n\n", start)
        end = len(content) if end < 0 else end
        if end > start:
            yield content[start:end]
        start = end + 2


def fields(paragraph: bytes, pattern: "re.Pattern[bytes]") -> dict[str, str]:
    """The first value of each key that the pattern's two groups find."""
    found: dict[str, str] = {}
    for match in pattern.finditer(paragraph):
        found.setdefault(match[1].decode(), match[2].decode("utf-8", "replace").strip())
    return found
