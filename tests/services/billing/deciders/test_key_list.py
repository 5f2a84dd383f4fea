"""A list of keys is read line by line; what is wrong with it is said by line, and never quotes a key."""

from datetime import date

import pytest

from services.billing.deciders.key_list import LONGEST, TOLD, Line, Wrong, read, told

TODAY = date(2026, 11, 30)


def test_one_key_a_line_and_empty_lines_between() -> None:
    assert read("AAAA-1\r\n\n  BBBB-2 \n", TODAY) == ([Line(1, "AAAA-1"), Line(3, "BBBB-2")], [])


def test_a_key_with_its_day_and_a_note() -> None:
    found = read('AAAA-1,2027-01-31,"for Ada, Inc."\nBBBB-2,,spare\n', TODAY)
    assert found == ([Line(1, "AAAA-1", "2027-01-31", "for Ada, Inc."), Line(2, "BBBB-2", "", "spare")], [])


def test_the_first_line_may_name_the_columns() -> None:
    assert read("\ufeffNote,Key\nspare,AAAA-1\n", TODAY) == ([Line(2, "AAAA-1", "", "spare")], [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",2027-01-31", "no-key"),
        ("A" * (LONGEST + 1), "too-long"),
        ("A\x07B", "not-printable"),
        ("A,2027-01-31,note,more", "too-many-columns"),
        ("A,31.1.2027", "day-unreadable"),
        ("A,20270131", "day-unreadable"),
        ("A,2026-11-30", "expired"),
        ("AAAA-1", "repeated"),
        ('"A"B', "broken"),
    ],
)
def test_each_broken_line_is_named(line: str, why: str) -> None:
    assert read(f"AAAA-1\n{line}\nCCCC-3", TODAY) == ([Line(1, "AAAA-1"), Line(3, "CCCC-3")], [Wrong(2, why)])


def test_a_refusal_names_some_lines_and_counts_the_others() -> None:
    words = told([Wrong(number, "repeated") for number in range(1, TOLD + 13)])
    assert (words.startswith("line 1: repeated; line 2"), words.endswith("and 12 more")) == (True, True)
