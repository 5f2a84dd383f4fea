"""Many who subscribed by card to one plan: billing's log, its views and what the payment company knows, of one buyer.

That one bought on the real kernel; the others are it with other ids, and their rows are written as they stand in the
log and in the views. On a few these are held against views that followed the same log, before it is done for many. All
bought at the same time; of those that are not due, the deadline alone is a later one.
"""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from bench import _bought
from bench._copies import Copies, Table, write
from bench._tickets import Keys, react_as_far, tip_of, view_of
from eventlog.log import open_log
from eventlog.reading import ReadModel
from eventlog.recorded import instant
from eventlog.views import View
from services.billing.projections import PROJECTIONS
from services.billing.service import Billing

ONE, TWO, FEW = "of-1", "of-2", "of-5"  # folders, and of how many they are
SOME = 5
VIEW = "views/billing.1.db"
RENEWED = "renewed"  # a file: how many were due by now
PROCESSES = get_context("spawn")


class Shown(NamedTuple):
    """What the views show of each, and the rows that all together come to: as they are of one, and of any number."""

    tables: list[Table]
    grown: list[tuple[str, Sequence[Any], tuple[int, ...]]]


def addresses(folder: Path) -> tuple[str, str]:
    """Of the logs, with {service} in it, and of the views."""
    return f"sqlite:///{folder}/{{service}}.log.db", f"sqlite:///{folder}/views"


def is_filled(folder: Path) -> bool:
    return (folder / RENEWED).exists()


def fill(folder: Path, number: int) -> None:
    """So many subscriptions, none of them due."""
    _bought.buy(folder / ONE)
    _view(folder / ONE)
    _copy(folder, folder / TWO)
    _write_log(folder, folder / TWO, 2)
    _view(folder / TWO)
    _fill(folder, folder / FEW, SOME)
    _must_be_as_followed(folder / FEW)
    _fill(folder, folder, number)
    (folder / RENEWED).write_text("0")


def make_due(folder: Path, number: int) -> Path:
    """The next so many are due at midnight, and have their cards at the stand-in: the folder of these."""
    _must_fit(folder)
    renewed = int((folder / RENEWED).read_text())
    copies, tables = _bought.its_own(folder / ONE)
    (id,) = [row[0] for table in tables if table.name == "due" for row in table.rows if _is_end(copies, row)]
    cards = [copies.text(each) for each in _bought.cards_of(folder / ONE)]
    places = copies.needed([id, *cards])
    told = [copies.of(one, places) for one in range(renewed, renewed + number)]
    with closing(sqlite3.connect(folder / _bought.LOG)) as db, db:
        at = instant(_bought.midnight())
        moved = db.executemany("UPDATE due SET at = ? WHERE id = ?", [(at, each[id]) for each in told])
        assert moved.rowcount == number, f"{moved.rowcount} of {number} are left: {renewed} were due before"
    (folder / RENEWED).write_text(str(renewed + number))
    journal = folder / "cards" / _bought.JOURNAL
    journal.parent.mkdir(parents=True, exist_ok=True)
    journal.write_text("".join(f"{each[card]}\n" for each in told for card in cards))
    return folder / "cards"


def _must_fit(folder: Path) -> None:
    """A folder that was kept may be older than this program; it would build its views anew, while one measures."""
    view = View(ReadModel("billing", PROJECTIONS), addresses(folder)[1])
    assert view.prepare(), f"{folder} was filled for other read models: fill another one"
    view.close()


def _is_end(copies: Copies, row: tuple[int, ...]) -> bool:
    return copies.of(0, ())[row[2]] == "end-period"


def _fill(folder: Path, into: Path, number: int) -> None:
    """The log and the views at the same time, each by a process."""
    _copy(folder, into)
    (into / "views").mkdir()
    shutil.copy(folder / ONE / VIEW, into / VIEW)
    (into / "views" / "billing.db").symlink_to(Path(VIEW).name)
    writing = [PROCESSES.Process(target=each, args=(folder, into, number)) for each in (_write_log, _write_views)]
    for each in writing:
        each.start()
    for each in writing:
        each.join()
        assert each.exitcode == 0
    log, _ = addresses(into)
    react_as_far("billing", log, Billing)
    at = tip_of("billing", log)
    with closing(sqlite3.connect(into / VIEW)) as db, db:
        moved = "UPDATE checkpoints SET position = ?, event = ? WHERE source = 'billing' AND incarnation = ?"
        assert db.execute(moved, (at["position"], at["event"], at["incarnation"])).rowcount == 1


def _copy(folder: Path, into: Path) -> None:
    """The logs of the one, into which the others come."""
    into.mkdir(exist_ok=True)
    for log in (folder / ONE).glob("*.log.db*"):
        shutil.copy(log, into / log.name)


def _view(folder: Path) -> None:
    view_of("billing", *addresses(folder), PROJECTIONS)


def _write_log(folder: Path, into: Path, number: int) -> None:
    copies, tables = _bought.its_own(folder / ONE)
    write(into / _bought.LOG, copies, tables, range(1, number))


def _write_views(folder: Path, into: Path, number: int) -> None:
    copies, _ = _bought.its_own(folder / ONE)
    shown = _shown(copies, folder)
    write(into / VIEW, copies, shown.tables, range(1, number))
    with closing(sqlite3.connect(into / VIEW)) as db, db:
        for table, row, places in shown.grown:
            same = " AND ".join(f'"{name[1]}" IS ?' for name in db.execute(f"PRAGMA table_info({table})"))
            db.execute(f"DELETE FROM {table} WHERE {same}", row)
            last = copies.of(number - 1, copies.needed(places))
            marks = ", ".join("?" * len(places))
            db.execute(f"INSERT INTO {table} VALUES ({marks})", [last[place] for place in places])


def _shown(copies: Copies, folder: Path) -> Shown:
    """Of two the views show the rows of the one, the same of another, and some in which both are counted."""
    shown = Shown([], [])
    with closing(sqlite3.connect(folder / ONE / VIEW)) as one, closing(sqlite3.connect(folder / TWO / VIEW)) as two:
        for table in _names():
            of_one, of_two = _rows(one, table), _rows(two, table)
            new = [row for row in of_two if row not in of_one]
            own = []
            for row in of_one:
                seconds = _texts(copies, row, 1)
                like = next((each for each in new if _texts_in(each) == seconds), None)
                if like is not None:
                    new.remove(like)
                    places = copies.row(row, _steps(row, like))
                    if row in of_two:
                        own.append(places)
                    else:
                        shown.grown.append((table, row, places))
            assert not new, f"{table} shows of two what it does not show of one"
            if own:
                shown.tables.append(Table(table, own))
    return shown


def _names() -> list[str]:
    return [table.name for projection in PROJECTIONS for table in projection.tables]


def _rows(db: sqlite3.Connection, table: str) -> list[Any]:
    return db.execute(f"SELECT * FROM {table}").fetchall()


def _texts_in(row: Sequence[Any]) -> list[Any]:
    return [cell if isinstance(cell, str) else None for cell in row]


def _texts(copies: Copies, row: Sequence[Any], one: int) -> list[Any]:
    places = copies.row(row)
    told = copies.of(one, copies.needed(places))
    return _texts_in([told[place] for place in places])


def _steps(of_one: Sequence[Any], of_two: Sequence[Any]) -> list[int]:
    return [b - a if isinstance(a, int) and isinstance(b, int) else 0 for a, b in zip(of_one, of_two, strict=True)]


def _must_be_as_followed(folder: Path) -> None:
    """The log is whole, its personal fields can be read, and who follows it comes to the rows that were written."""
    log, _ = addresses(folder)
    told = open_log("billing", log.format(service="billing"), keys=Keys(), secret=b"")
    assert not list(told.verify())
    streams = {each.stream for each in told.read_all(0)}
    names = [each.event.name for stream in streams for each in told.read(stream) if hasattr(each.event, "name")]
    assert names.count("Ada Lovelace") == 2 * SOME, "of each the details and the invoice name the buyer"
    told.close()
    view_of("billing", log, f"sqlite:///{folder}/followed", PROJECTIONS)
    followed = folder / "followed" / Path(VIEW).name
    with closing(sqlite3.connect(folder / VIEW)) as ours, closing(sqlite3.connect(followed)) as theirs:
        for table in [*_names(), "checkpoints"]:
            assert sorted(map(repr, _rows(ours, table))) == sorted(map(repr, _rows(theirs, table))), table
