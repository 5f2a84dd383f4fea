"""A list of keys as a publisher sends it: one a line, or CSV with a day on which it expires and a note."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

MOST = 10_000  # keys of one list
LONGEST = 500  # characters of a key
NOTE = 200  # characters
TEXT = 1_000_000  # characters of a list
TOLD = 50  # lines that a refusal names
COLUMNS = ("key", "expires", "note")


@dataclass(frozen=True)
class Line:
    number: int
    key: str
    expires: str = ""  # 2027-01-31
    note: str = ""


@dataclass(frozen=True, order=True)
class Wrong:
    """`why`: no-key, too-long, not-printable, too-many-columns, day-unreadable, expired, repeated, known, broken."""

    number: int  # of the line
    why: str


def read(text: str, today: date) -> tuple[list[Line], list[Wrong]]:
    """Its keys, and what is wrong with lines of it. Columns are key, expires, note, unless its first line names them.

    Empty lines are passed over; a key that holds a comma is quoted.
    """
    lines: list[Line] = []
    wrong: list[Wrong] = []
    seen: set[str] = set()
    for each in _rows(text.lstrip("\ufeff")):
        if isinstance(each, Wrong):
            wrong.append(each)
            continue
        why = _what_is_wrong(each, today) or ("repeated" if each.key in seen else "")
        seen.add(each.key)
        if why:
            wrong.append(Wrong(each.number, why))
        else:
            lines.append(each)
    return lines, wrong


def told(wrong: Sequence[Wrong]) -> str:
    """`line 3: repeated; line 7: too-long; and 12 more`; no key stands in it."""
    named = [f"line {each.number}: {each.why}" for each in sorted(wrong)[:TOLD]]
    more = [f"and {len(wrong) - TOLD} more"] if len(wrong) > TOLD else []
    return "; ".join([*named, *more])


def _rows(text: str) -> Iterator[Line | Wrong]:
    reader = csv.reader(io.StringIO(text), strict=True, skipinitialspace=True)
    columns: Sequence[str] = COLUMNS
    first = True
    while True:
        begins = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            yield Wrong(begins, "broken")
            continue
        if not any(cells):
            continue
        named = tuple(cell.lower() for cell in cells)
        if first and "key" in named and set(named) <= set(COLUMNS):
            columns, first = named, False
            continue
        first = False
        yield _line(begins, columns, cells)


def _line(number: int, columns: Sequence[str], cells: Sequence[str]) -> Line | Wrong:
    if len(cells) > len(columns):
        return Wrong(number, "too-many-columns")
    return Line(number, **{"key": "", **dict(zip(columns, cells, strict=False))})


def _what_is_wrong(line: Line, today: date) -> str:
    if not line.key:
        return "no-key"
    if len(line.key) > LONGEST or len(line.note) > NOTE:
        return "too-long"
    if not (line.key.isprintable() and line.note.isprintable()):
        return "not-printable"
    if not line.expires:
        return ""
    try:
        expires = date.fromisoformat(line.expires)
    except ValueError:
        return "day-unreadable"
    if expires.isoformat() != line.expires:  # a week, or a day without its dashes
        return "day-unreadable"
    return "expired" if expires <= today else ""
