"""Columns as docker prints them; on a terminal they fit its width, and what is urgent has a colour."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cli.docker_store.clean import width
from cli.docker_store.wrapping import fitting, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 3
BOLD, RED, YELLOW, PLAIN = "\x1b[1m", "\x1b[1;31m", "\x1b[33m", "\x1b[0m"
COLOURS = {"security": RED, "revoked": RED, "on hold": YELLOW, "yanked": YELLOW, "deprecated": YELLOW}


def on_terminal() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def show(headings: Sequence[str], rows: Sequence[Sequence[str]], *, whole: bool = False) -> None:
    """`whole`: nothing is cut, however narrow the terminal is."""
    if on_terminal() and not whole:
        import shutil

        most = shutil.get_terminal_size((80, 24)).columns
        print(fitted(headings, rows, most, colour="NO_COLOR" not in os.environ))
    else:
        print(plain(headings, rows))


def plain(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, *rows] if any(headings) else list(rows)
    widths = _widths(lines)
    return "\n".join(_line(line, widths) for line in lines)


def fitted(headings: Sequence[str], rows: Sequence[Sequence[str]], most: int, *, colour: bool) -> str:
    """What does not fit goes on below, in its own column."""
    lines = [headings, *rows]
    widths = fitting(_widths(lines), most - GAP * (len(headings) - 1))
    told = []
    laid = [[wrapped(cell, widths[place]) for place, cell in enumerate(line)] for line in lines]
    widths = [max(width(part) for cells in laid for part in cells[place]) for place in range(len(headings))]
    for at, (line, cells) in enumerate(zip(lines, laid)):
        styles = [(BOLD if at == 0 else _style(cell)) if colour else "" for cell in line]
        for number in range(max(len(cell) for cell in cells)):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            told.append(_line(parts, widths, styles))
    return "\n".join(told)


def _widths(lines: Sequence[Sequence[str]]) -> list[int]:
    return [max(width(cell) for cell in column) for column in zip(*lines)]


def _line(cells: Sequence[str], widths: Sequence[int], styles: Sequence[str] = ()) -> str:
    """Blanks at its end are left out, colours are around what is there alone."""
    last = max((at for at, cell in enumerate(cells) if cell), default=-1)
    told = ""
    for at, cell in enumerate(cells[: last + 1]):
        style = styles[at] if styles and cell else ""
        told += f"{style}{cell}{PLAIN}" if style else cell
        told += " " * (widths[at] - width(cell) + GAP) if at < last else ""
    return told


def _style(cell: str) -> str:
    return next((style for word, style in COLOURS.items() if cell.startswith(word)), "")
