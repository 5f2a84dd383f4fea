"""How the command line speaks: tables and marks on standard output, complaints in one line on standard error."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Stop(Exception):
    """An expected end: one line that says what is wrong and what to do, and the exit code."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.line = line
        self.code = code


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> None:
    shown = Table(*columns, title=title or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for row in rows:
        shown.add_row(*row)
    out.print(shown)


def complain(line: str) -> None:
    err.print(line, style="red", markup=False)
