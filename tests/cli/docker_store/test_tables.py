"""Tables as they come out on terminals of several widths, and where there is none."""

import pytest

from cli.docker_store.clean import clean, shortened, width
from cli.docker_store.tables import fitted, plain
from cli.docker_store.wrapping import wrapped
from tests.parts.terminal import CONTROL

HEADINGS = ("IMAGE", "STATE", "NEWEST")
ROWS = (
    ("store.example/acme/db:4.2.0", "security: CVE-2026-1 (critical), CVE-2026-2 (high)", "4.2.1"),
    ("nginx:1.30.2", "newer", "1.31.4"),
)

WIDE = """\
IMAGE                         STATE                                                NEWEST
store.example/acme/db:4.2.0   security: CVE-2026-1 (critical), CVE-2026-2 (high)   4.2.1
nginx:1.30.2                  newer                                                1.31.4"""

MIDDLE = """\
IMAGE                         STATE                    NEWEST
store.example/acme/db:4.2.0   security: CVE-2026-1     4.2.1
                              (critical), CVE-2026-2
                              (high)
nginx:1.30.2                  newer                    1.31.4"""

NARROW = """\
IMAGE            STATE         NEWEST
store.example/   security:     4.2.1
acme/db:4.2.0    CVE-2026-1
                 (critical),
                 CVE-2026-2
                 (high)
nginx:1.30.2     newer         1.31.4"""


@pytest.mark.parametrize(("columns", "shown"), [(120, WIDE), (64, MIDDLE), (40, NARROW)])
def test_a_table_fits_the_terminal(columns: int, shown: str) -> None:
    assert fitted(HEADINGS, ROWS, columns, colour=False) == shown


def test_where_no_terminal_is_nothing_is_cut() -> None:
    assert plain(HEADINGS, ROWS) == WIDE


def test_what_is_urgent_is_red_and_the_columns_stay_where_they_are() -> None:
    told = fitted(HEADINGS, ROWS, 120, colour=True)
    assert "\x1b[1;31msecurity: CVE-2026-1" in told
    assert CONTROL.sub("", told) == WIDE


def test_letters_that_take_two_cells_are_counted_as_two() -> None:
    lines = plain(("NAME", "TAG"), (("数据库", "1"), ("cafe\u0301", "2"))).splitlines()
    assert [line.index("TAG" if at == 0 else str(at)) for at, line in enumerate(lines)] == [9, 6, 10]
    assert [width(line[: line.rindex(" ")]) for line in lines] == [8, 8, 8]


def test_a_text_of_others_neither_moves_the_cursor_nor_turns_the_line() -> None:
    assert clean("a\x1b[2Jb\r\n\u202ec\x9b31m\ud800\td") == "a[2Jb c31m d"
    assert clean("one\r\ntwo\x07", lines=True) == "one\ntwo"


def test_what_is_too_long_ends_in_dots_and_never_within_a_letter() -> None:
    assert (shortened("abcdef", 4), shortened("数据库", 5), shortened("ab", 4)) == ("abc…", "数据…", "ab")


def test_a_word_longer_than_its_line_is_cut_there() -> None:
    assert wrapped("sha256:0123456789 ok", 8) == ["sha256:0", "12345678", "9 ok"]
