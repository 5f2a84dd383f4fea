"""What a database tells of one, told of any number of others: ids, hashes, numbers and ciphertexts are their own.

A text of the one becomes a template, made once; of another it costs some microseconds, where an event that is decided,
sealed and followed by projections takes a hundred times as long.
"""

import hashlib
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from eventlog.integrity import hash_of
from eventlog.personal import conceal, reveal

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
ITS = r"(?:cus|pm|pi|ch|txn)_[0-9a-f]{24}"  # of the payment company
NUMBER = r"\b20\d\d-000001\b"  # of an invoice
OWN = re.compile(rf"{UUID}|{ITS}|{NUMBER}|aes-gcm:[A-Za-z0-9+/=]+|\b[0-9a-f]{{64}}\b")
DRAWN = 1024  # bytes of one's own, of which its ids are made
CACHE = 1_000_000  # KB at most of a file's pages in memory while it is filled: its keys come in no order
PAGE = 1_000  # others

Told = list[Any]
Key = Callable[[str], bytes | None]  # of a subject


class Value(NamedTuple):
    """What stands at a place: of the one, how it is made for another, and from what is told of that one before."""

    first: Any
    make: Callable[[int, Told], Any]
    needs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    name: str
    rows: Sequence[tuple[int, ...]]  # that are told of each: the places of their cells


class Copies:
    """Of the one is told what is written as it stands; `fixed` are ids that all have in common."""

    def __init__(self, fixed: Collection[str], key: Key) -> None:
        self._fixed = frozenset(fixed)
        self._key = key
        self._values = [Value("", lambda one, _: hashlib.shake_128(f"of {one}".encode()).hexdigest(DRAWN))]
        self._places: dict[Any, int] = {}  # by what stands there of the one; 0: it stands for itself
        self._drawn = 0  # hexadecimal digits

    def of(self, one: int, places: Sequence[int]) -> Told:
        """What is told of this one, at these places alone; see needed(). 0 is the one from whom all are told."""
        if not one:
            return [value.first for value in self._values]
        told: Told = [None] * len(self._values)
        for place in places:
            told[place] = self._values[place].make(one, told)
        return told

    def needed(self, places: Iterable[int]) -> list[int]:
        """In their order, with those from which they are made."""
        found: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting += self._values[place].needs
        return sorted(found)

    def row(self, cells: Sequence[Any], steps: Sequence[int] = ()) -> tuple[int, ...]:
        """The places of the row's cells; `steps`: how much each number grows from one to the next."""
        grown = zip(cells, steps or [0] * len(cells), strict=True)
        return tuple(self.text(cell) if isinstance(cell, str) else self.number(cell, step) for cell, step in grown)

    def number(self, first: int | None, step: int = 0) -> int:
        key = (first, step)
        if key not in self._places:
            made = (lambda one, _: first + step * one) if first is not None and step else (lambda one, _: first)
            self._places[key] = self._add(Value(first, made))
        return self._places[key]

    def text(self, text: str) -> int:
        if not self._places.get(text):
            self._places[text] = self._its_own(text) or self._templated(text)
        return self._places[text]

    def concealed(self, ciphertext: str, subject: str) -> None:
        """The ciphertext is of this subject's key, and so it is for others."""
        readable, whose = reveal(ciphertext, self._key(subject)), self.text(subject)
        assert isinstance(readable, str)
        hidden = Value(ciphertext, lambda _, told: conceal(readable, self._key(told[whose])), (whose,))
        self._places[ciphertext] = self._add(hidden)

    def line(self, hash: str, line: str) -> None:
        """An event as it is stored; those before it in its stream were told before."""
        place = self.text(line)
        self._places[hash] = self._add(Value(hash, lambda _, told: hash_of(told[place]), (place,)))

    def made(self, first: Any, make: Callable[[int], Any]) -> int:
        """What follows from nothing that is told of the one."""
        return self._add(Value(first, lambda one, _: make(one)))

    def _templated(self, text: str) -> int:
        template, end, places = "", 0, []
        for found in OWN.finditer(text):
            if place := self._its_own(found[0]):
                template += text[end : found.start()].replace("%", "%%") + "%s"
                places.append(place)
                end = found.end()
        template += text[end:].replace("%", "%%")
        if not places:
            return self._add(Value(text, lambda _, told: text))
        pick = itemgetter(*places)
        return self._add(Value(text, lambda _, told: template % pick(told), tuple(places)))

    def _its_own(self, found: str) -> int:
        """Where what stands for it is made; 0 where it stands for itself."""
        if found not in self._places:
            self._places[found] = 0 if found in self._fixed else self._drawn_for(found)
        return self._places[found]

    def _drawn_for(self, found: str) -> int:
        if re.fullmatch(UUID, found):
            at, version = self._draw(32), found[14]
            return self._add(Value(found, lambda _, told: _id(told[0][at : at + 32], version), (0,)))
        if re.fullmatch(ITS, found):
            at, kind = self._draw(24), found.partition("_")[0]
            return self._add(Value(found, lambda _, told: f"{kind}_{told[0][at : at + 24]}", (0,)))
        if re.fullmatch(NUMBER, found):
            year = found[:4]
            return self._add(Value(found, lambda one, _: f"{year}-{one + 1:06}"))
        assert not found.startswith("aes-gcm:"), "a ciphertext of whom?"
        return 0

    def _draw(self, digits: int) -> int:
        at = self._drawn
        self._drawn += digits
        assert self._drawn <= 2 * DRAWN
        return at

    def _add(self, value: Value) -> int:
        self._values.append(value)
        return len(self._values) - 1


def _id(drawn: str, version: str) -> str:
    return f"{drawn[:8]}-{drawn[8:12]}-{version}{drawn[13:16]}-a{drawn[17:20]}-{drawn[20:]}"


def write(path: Path, copies: Copies, tables: Sequence[Table], others: range) -> None:
    """Adds the rows of others to a file of SQLite, which is of no use where this does not come to its end."""
    places = copies.needed(place for table in tables for row in table.rows for place in row)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for setting in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", f"cache_size=-{CACHE}"):
            db.execute(f"PRAGMA {setting}")
        db.execute("BEGIN")
        for page in (others[at : at + PAGE] for at in range(0, len(others), PAGE)):
            told = [copies.of(one, places) for one in page]
            for table in tables:
                _insert(db, table, told)
        db.execute("COMMIT")
        db.execute("PRAGMA locking_mode=NORMAL")
        db.execute("PRAGMA journal_mode=WAL")


def _insert(db: sqlite3.Connection, table: Table, page: Sequence[Told]) -> None:
    picks = [itemgetter(*row) for row in table.rows]
    marks = ", ".join("?" * len(table.rows[0]))
    db.executemany(f"INSERT INTO {table.name} VALUES ({marks})", [pick(told) for told in page for pick in picks])
