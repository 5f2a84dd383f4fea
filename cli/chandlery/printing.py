"""How the command line speaks: tables and marks on standard output, complaints in one line on standard error."""

import sys
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDE = 220  # columns where no terminal says how many it has: rows stay whole for grep


class Stop(Exception):
    """An expected end: one line that says what is wrong and what to do, and the exit code."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.line = line
        self.code = code


@cache
def out() -> "Console":
    return _console(to_errors=False)


@cache
def err() -> "Console":
    return _console(to_errors=True)


def _console(*, to_errors: bool) -> "Console":
    from rich.console import Console  # late: `up` speaks plainly, and starts without it

    console = Console(stderr=to_errors, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = WIDE
    return console


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    out().print(tabled(columns, rows))


def tabled(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> "Table":
    """Nothing is cut off where a terminal is narrow: the first column, which one types, stays whole; others wrap."""
    from rich.table import Table

    shown = Table(header_style="bold", box=None, pad_edge=False)
    for place, column in enumerate(columns):
        shown.add_column(column, overflow="fold", no_wrap=place == 0)
    for row in rows:
        shown.add_row(*row)
    return shown


def size(count: int) -> str:
    """In units of a thousand: 1.3 GB."""
    value, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            break
        value /= 1000
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"


def say(line: str) -> None:
    print(line, flush=True)


def complain(line: str) -> None:
    """In red on a terminal that shows colours."""
    if sys.stderr.isatty():
        err().print(line, style="red", markup=False)
    else:
        print(line, file=sys.stderr, flush=True)
