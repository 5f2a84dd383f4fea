"""Columns as docker prints them; on a terminal they fit its width and carry colours, by rich."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cli.docker_store.clean import width

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 3
STYLES = {"security": "bold red", "revoked": "bold red", "held": "yellow", "yanked": "yellow", "deprecated": "yellow"}


def on_terminal() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def columns() -> int:
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def show(headings: Sequence[str], rows: Sequence[Sequence[str]], *, whole: bool = False) -> None:
    """`whole`: nothing is cut, however narrow the terminal is."""
    if on_terminal() and not whole:
        fitted(headings, rows, columns(), colour="NO_COLOR" not in os.environ)
    else:
        print(plain(headings, rows))


def plain(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, *rows] if any(headings) else list(rows)
    widths = [max((width(line[at]) for line in lines), default=0) for at in range(len(headings))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (most - width(cell) + GAP) for cell, most in zip(cells, widths)]
    return "".join(padded).rstrip()


def fitted(headings: Sequence[str], rows: Sequence[Sequence[str]], most: int, *, colour: bool) -> None:
    """Cells that do not fit go on below, word by word."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold", show_edge=False)
    for at, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", no_wrap=at == 0 and _fits(rows, most))
    for row in rows:
        table.add_row(*(Text(cell, STYLES.get(cell.split(":")[0].split(" ")[0], "")) for cell in row))
    console = Console(width=most, no_color=not colour, highlight=False, soft_wrap=False)
    with console.capture() as captured:
        console.print(table)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _fits(rows: Sequence[Sequence[str]], most: int) -> bool:
    """Whether what names a row may stay on one line."""
    return max((width(row[0]) for row in rows), default=0) <= most // 2
