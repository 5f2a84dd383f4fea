"""A log that is exported and imported elsewhere is the same: events, hashes, and commands that were carried out."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select, update

from eventlog.exporting import Unfit, exported, imported, line_of
from eventlog.integrity import hash_of
from eventlog.log import Log, open_log
from eventlog.tables import due, outbox
from eventlog.testing import Keyring, acting
from tests.eventlog.club import SECRET, Join, Move, effects, member

ada, bob = acting("ada"), acting("bob")


@pytest.fixture
def club(open_club: Callable[..., Log]) -> Log:
    """Two members under reservations, one of whom moved."""
    log = open_club(effects=effects)
    log.execute(member, "ada", Join("Ada ☂", "1 Main St"), ada, result=lambda events: {"member": "ada"})
    log.execute(member, "ada", Move("2 Main St"), replace(ada, command_id="again"))
    log.execute(member, "bob", Join("Bob", "1 Main St"), bob)
    return log


def export_of(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as db:
        lines = list(exported(db, "club"))
    engine.dispose()
    return lines


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path, keys: Keyring) -> Iterator[Log]:
    """An empty log in either kind of database, whichever the first one was."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/elsewhere.db" if sqlite else request.getfixturevalue("new_database")()
    logs: list[Log] = []
    place = lambda: logs[0].sequence() or None  # noqa: E731
    logs.append(open_log("club", url, keys=keys, secret=SECRET, on_commit=place, effects=effects))
    yield logs[0]
    logs[0].close()


def test_every_event_arrives_with_its_hash_in_another_incarnation(club: Log, log_url: str, elsewhere: Log) -> None:
    assert imported(elsewhere, export_of(log_url)) == club.head()
    assert elsewhere.read_all(0) == club.read_all(0)
    assert elsewhere.read("member-ada")[0].event == club.read("member-ada")[0].event
    assert list(elsewhere.verify()) == []
    assert elsewhere.incarnation != club.incarnation


def test_an_export_of_what_was_imported_is_the_same(club: Log, log_url: str, elsewhere: Log) -> None:
    lines = export_of(log_url)
    imported(elsewhere, lines)
    url = elsewhere.store._engine.url if "postgresql" in str(type(elsewhere.store)).lower() else None
    again = export_of(url.render_as_string(hide_password=False) if url else f"sqlite:///{elsewhere.store._path}")
    assert sorted(again) == sorted(lines)


def test_the_log_goes_on_where_it_was_imported(club: Log, log_url: str, elsewhere: Log) -> None:
    imported(elsewhere, export_of(log_url))
    head = club.head()
    done = elsewhere.execute(member, "bob", Move("3 Main St"), replace(bob, command_id="later"))
    assert done.position == f"club:{head + 3}"  # with what it reserves and gives back


def test_a_command_that_was_carried_out_is_not_carried_out_again(club: Log, log_url: str, elsewhere: Log) -> None:
    imported(elsewhere, export_of(log_url))
    again = elsewhere.execute(member, "ada", Join("Ada ☂", "1 Main St"), ada)
    assert again.repeated
    assert again.result == {"member": "ada"}
    assert again.position == club.execute(member, "ada", Join("Ada ☂", "1 Main St"), ada).position


def test_events_are_cloud_events(club: Log, log_url: str) -> None:
    first = json.loads(export_of(log_url)[0])
    assert first["specversion"] == "1.0"
    assert first["type"] == "club.member-joined"
    assert (first["source"], first["subject"], first["position"]) == ("club", "member-ada", 1)
    assert "Ada" not in json.dumps(first["data"], ensure_ascii=False)


@pytest.mark.parametrize("flaw", ["changed", "cut", "left out", "another's"])
def test_what_was_changed_is_refused_whole(club: Log, log_url: str, elsewhere: Log, flaw: str) -> None:
    lines = export_of(log_url)
    match flaw:
        case "changed":
            lines[1] = lines[1].replace("Main", "Pain")
        case "cut":
            lines.pop()
        case "left out":
            del lines[2]
        case _:
            lines = [line.replace('"source":"club"', '"source":"pub"') for line in lines]
    with pytest.raises(Unfit):
        imported(elsewhere, lines)
    assert elsewhere.head() == 0


@pytest.mark.parametrize(
    ("row", "changed", "why"),
    [
        (0, {"data": {"member": "ada", "name": "Eve", "address": "1 Main St"}}, "does not match its hash"),
        (0, {"previoushash": "0" * 64}, "does not follow version 0"),
        (-1, {"data": {"events": 1, "last": ""}}, "there were other events"),
    ],
)
def test_who_changed_one_thing_is_told_which(
    club: Log, log_url: str, elsewhere: Log, row: int, changed: dict[str, Any], why: str
) -> None:
    lines = export_of(log_url)
    told = json.loads(lines[row]) | changed
    if "previoushash" in changed:  # by somebody who knows how hashes are made
        told["hash"] = hash_of(line_of(told))
    lines[row] = json.dumps(told)
    with pytest.raises(Unfit, match=why):
        imported(elsewhere, lines)


def test_what_was_carried_out_and_fired_is_so_after_an_import(club: Log, log_url: str, elsewhere: Log) -> None:
    with club.begin() as db:
        db.execute(update(outbox).values(done_at=ada.at))
        db.execute(update(due).values(fired_at=ada.at))
    imported(elsewhere, export_of(log_url))
    with elsewhere.reading() as db:
        kept = {*db.scalars(select(outbox.c.done_at)), *db.scalars(select(due.c.fired_at))}
    assert kept == {ada.at}


def test_a_log_that_lost_an_event_is_not_exported_as_if_it_were_whole(club: Log, log_url: str) -> None:
    engine = create_engine(log_url)
    with engine.begin() as db:
        db.exec_driver_sql("DELETE FROM events WHERE stream = 'member-ada' AND version = 2")
    engine.dispose()
    with pytest.raises(Unfit, match="is missing"):
        export_of(log_url)


def test_a_log_that_holds_something_takes_no_import(club: Log, log_url: str) -> None:
    with pytest.raises(Unfit, match="not empty"):
        imported(club, export_of(log_url))


def test_events_that_wait_for_their_position_are_exported_too(
    new_database: Callable[[], str], elsewhere: Log, keys: Keyring
) -> None:
    url = new_database()
    log = open_log("club", url, keys=keys, secret=SECRET)
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    lines = export_of(url)
    imported(elsewhere, lines)
    log.close()
    assert elsewhere.head() == 2
    assert elsewhere.execute(member, "ada", Join("Ada", "1 Main St"), ada).position == "club:2"
