"""How columns share the width of a terminal, and how a text is laid into lines of so many cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.docker_store.clean import width

if TYPE_CHECKING:
    from collections.abc import Sequence

COMFORT, LEAST = 16, 8  # cells to which columns give way before what names a row does, and below which none is pressed


def fitting(widths: Sequence[int], most: int) -> list[int]:
    """The widest columns give way first, the first of all, which names a row, last."""
    kept = list(widths)
    for first, least in ((1, COMFORT), (0, LEAST)):
        while sum(kept) > most and max(kept[first:], default=0) > least:
            kept[kept.index(max(kept[first:]), first)] -= 1
    return kept


def wrapped(text: str, most: int) -> list[str]:
    """By words; a word that is longer than a line is cut where the line ends."""
    lines, line = [], ""
    for word in text.split(" "):
        rest = word
        if line and width(line) + 1 + width(rest) <= most:
            line += f" {rest}"
            continue
        if line:
            lines.append(line)
        while width(rest) > most:
            head = _head(rest, most)
            lines.append(head)
            rest = rest[len(head) :]
        line = rest
    return [*lines, line] if line or not lines else lines


def _head(text: str, most: int) -> str:
    """As much as fits, at least one character."""
    at = 1
    while at < len(text) and width(text[: at + 1]) <= most:
        at += 1
    return text[:at]
