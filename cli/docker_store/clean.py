"""Texts of others as a terminal may show them: without what moves its cursor, colours it or turns its lines."""

from __future__ import annotations

import unicodedata

# Cf also holds what joins letters of some scripts, and emoji; those that turn the direction of a line do not stay.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def clean(text: str, *, lines: bool = False) -> str:
    """On one line, or with its lines kept."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\t", "    ")
    kept = "".join(one for one in text if _shows(one) or one == "\n")
    return kept if lines else " ".join(kept.split())


def _shows(one: str) -> bool:
    return one not in TURNING and unicodedata.category(one) not in ("Cc", "Cs", "Zl", "Zp")


def width(text: str) -> int:
    """Cells that it takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_cells(one) for one in text)


def _cells(one: str) -> int:
    if unicodedata.combining(one) or unicodedata.category(one) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(one) in "WF" else 1


def shortened(text: str, most: int) -> str:
    """At most so many cells, the last of them “…” where something was cut."""
    if width(text) <= most:
        return text
    kept, cells = [], 0
    for one in text:
        cells += _cells(one)
        if cells > most - 1:
            break
        kept.append(one)
    return "".join(kept).rstrip() + "…"
