"""What the command line shows on a narrow terminal can be read, and typed into the next command."""

import io

from rich.console import Console

from cli.chandlery import printing

PARKED = ("0198a000-0000-7000-8000-00000000000a", "catalog.forget_author/identity", "account-ada", "1", "x" * 90)


def test_nothing_is_cut_off_in_eighty_columns_and_the_first_column_stays_whole() -> None:
    written = io.StringIO()
    console = Console(file=written, width=80)
    console.print(printing.tabled(("Id", "Follower", "Stream", "Events", "Error"), [PARKED]))
    shown = written.getvalue()
    assert PARKED[0] in shown
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert shown.count("x") == 90
