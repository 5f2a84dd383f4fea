"""A log put back from a copy: every follower notices, and process managers find their places again."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from eventlog.checkpoints import OtherLog
from eventlog.following import Following, OwnLog
from eventlog.log import Log, open_log
from eventlog.putback import find_places, renew
from eventlog.reactions import Reactions
from eventlog.reading import ReadModel
from eventlog.rebuilding import rebuild
from eventlog.views import View
from tests.eventlog.club import SECRET
from tests.eventlog.shelf import GoodArrived, shelf
from tests.eventlog.shop import names_on_shelf, tell
from tests.parts import postgresql

Copy = Callable[[], str]


def opened(name: str, url: str) -> Log:
    logs: list[Log] = []
    logs.append(open_log(name, url, keys=None, secret=SECRET, on_commit=lambda: logs[0].sequence() or None))
    return logs[0]


@pytest.fixture
def copy(log_url: str, shop_log: Log, tmp_path: Path, request: pytest.FixtureRequest) -> Copy:
    """Makes a copy of the shop's log as it is now, by its database's own means; its address."""
    if log_url.startswith("sqlite"):
        return lambda: _copied(shop_log, tmp_path)
    return lambda: _dumped(log_url, request.getfixturevalue("new_database")())


def _copied(log: Log, folder: Path) -> str:
    with log.begin() as db:
        db.exec_driver_sql("SELECT 1")
    shutil.copy(folder / "club.log.db", folder / "copy.log.db")
    shutil.copy(folder / "club.log.db-wal", folder / "copy.log.db-wal")
    return f"sqlite:///{folder}/copy.log.db"


def _dumped(url: str, into: str) -> str:
    """As any operator would: a plain dump, read by psql."""
    programs = postgresql.programs()
    assert programs is not None
    dumped = subprocess.run([programs / "pg_dump", _plain(url)], capture_output=True, check=True).stdout
    subprocess.run([programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", _plain(into)], input=dumped, check=True)
    return into


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Log]:
    log = opened("office", f"sqlite:///{tmp_path}/office.log.db")
    yield log
    log.close()


class Secretary:
    """Notes each arrival, unless it fails."""

    def __init__(self, office: Log) -> None:
        self.seen: list[str] = []
        self.fails = False
        self.reactions = Reactions("office.note", "shop", office, self.react)

    def react(self, event: Any, recorded: Any) -> None:
        if self.fails:
            raise ValueError("no ink")
        self.seen.append(event.name)


def follow(secretary: Secretary, log: Log) -> None:
    Following(secretary.reactions, OwnLog(log)).catch_up()


@pytest.fixture
def put_back(shop_log: Log, copy: Copy) -> Iterator[Log]:
    """The shop's log with two arrivals, of which the first was there when the copy was made."""
    tell(shop_log, "1", GoodArrived("chair", 1))
    url = copy()
    tell(shop_log, "2", GoodArrived("lamp", 1))
    log = opened("shop", url)
    renew(log)
    yield log
    log.close()


def test_a_copy_reads_and_verifies_as_the_log_did(shop_log: Log, put_back: Log) -> None:
    assert list(put_back.verify()) == []
    assert put_back.read_all(0) == shop_log.read_all(0)[:1]
    assert put_back.incarnation != shop_log.incarnation
    assert tell(put_back, "1", GoodArrived("stool", 1)) == "shop:2"


def test_a_process_manager_stops_and_goes_on_behind_what_both_know(shop_log: Log, put_back: Log, office: Log) -> None:
    secretary = Secretary(office)
    follow(secretary, shop_log)
    with pytest.raises(OtherLog):
        follow(secretary, put_back)
    (found,) = find_places(office, put_back)
    assert (found.follower, found.position, found.lost) == ("office.note", 1, 1)
    tell(put_back, "3", GoodArrived("table", 1))
    follow(secretary, put_back)
    assert secretary.seen == ["chair", "lamp", "table"]


def test_what_is_parked_of_what_both_know_stays_parked_and_the_rest_is_forgotten(
    shop_log: Log, put_back: Log, office: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventlog.following.tried.__defaults__", ((0.0,),))
    secretary = Secretary(office)
    secretary.fails = True
    follow(secretary, shop_log)
    assert [each.stream for each in secretary.reactions.parked()] == ["good-1", "good-2"]
    list(find_places(office, put_back))
    assert [each.stream for each in secretary.reactions.parked()] == ["good-1"]
    secretary.fails = False
    assert (secretary.reactions.retry("good-1"), secretary.seen) == (1, ["chair"])


def test_one_that_was_behind_the_copy_misses_nothing(shop_log: Log, put_back: Log, office: Log) -> None:
    secretary = Secretary(office)
    assert list(find_places(office, put_back)) == []  # it has handled nothing
    secretary.reactions.apply(put_back.read_all(0)[:1], shop_log.incarnation)
    tell(put_back, "3", GoodArrived("table", 1))
    (found,) = find_places(office, put_back)
    follow(secretary, put_back)
    assert (found.lost, secretary.seen) == (0, ["chair", "table"])


def test_one_that_handled_other_events_is_left_to_the_operator(shop_log: Log, put_back: Log, office: Log) -> None:
    secretary = Secretary(office)
    follow(secretary, shop_log)
    tell(put_back, "4", GoodArrived("desk", 1))
    (found,) = find_places(office, put_back)
    assert found.position is None
    with pytest.raises(OtherLog):
        follow(secretary, put_back)


def test_a_read_model_stops_until_it_is_rebuilt(shop_log: Log, put_back: Log, tmp_path: Path) -> None:
    view = View(ReadModel("shop", [shelf]), f"sqlite:///{tmp_path}/views")
    view.prepare()
    Following(view.feed("shop"), OwnLog(shop_log)).catch_up()
    tell(put_back, "3", GoodArrived("table", 1))
    with pytest.raises(OtherLog):
        Following(view.feed("shop"), OwnLog(put_back)).catch_up()
    rebuild(view, {"shop": OwnLog(put_back)})
    with view.reader.begin() as db:
        assert names_on_shelf(db) == ["chair", "table"]
    view.close()
