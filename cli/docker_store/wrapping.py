"""How columns share the width of a terminal, and how a text is laid into lines of so many cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.docker_store.clean import width

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 8  # cells below which no column is pressed


def fitting(widths: Sequence[int], most: int) -> list[int]:
    """The widest columns give way first, each down to eight cells."""
    kept = list(widths)
    while sum(kept) > most:
        widest = max(kept)
        if widest <= LEAST:
            break
        kept[kept.index(widest)] -= 1
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
