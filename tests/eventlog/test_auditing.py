"""Who did what and when is found in a log, on every database, however long it is."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from eventlog import auditing
from eventlog.auditing import MOST, Wanted, search
from eventlog.log import Log
from eventlog.testing import acting
from tests.eventlog.club import Join, Move, member

ada, bob = acting("ada"), replace(acting("bob"), command_id="command-2", at=acting("bob").at + timedelta(days=3))


@pytest.fixture
def books(log: Log) -> Log:
    """Ada joins and moves twice; three days later Bob joins."""
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    for number, address in enumerate(("2 Main St", "3 Main St")):
        log.execute(member, "ada", Move(address), replace(ada, command_id=f"move-{number}", correlation="a move"))
    log.execute(member, "bob", Join("Bob", "4 Main St"), bob)
    return log


def kinds(log: Log, **wanted: Any) -> list[str]:
    return [each["type"] for each in search(log, Wanted(**wanted))["items"]]


def test_the_newest_stands_first(books: Log) -> None:
    found = search(books, Wanted())
    positions = [each["position"] for each in found["items"]]
    assert (positions, found["before"]) == (list(range(books.head(), 0, -1)), 0)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"actor": "bob", "type": "member-joined"}, 1),
        ({"type": "club.member-moved"}, 2),
        ({"type": "moved"}, 0),
        ({"about": "member-ada", "type": "member-moved"}, 2),
        ({"about": "ada", "type": "member-moved"}, 2),
        ({"about": "3 Main St", "type": "member-moved"}, 1),
        ({"about": "3 Main", "type": "member-moved"}, 0),
        ({"about": "a move", "type": "member-moved"}, 2),
        ({"first": bob.at, "type": "member-joined"}, 1),
        ({"last": ada.at, "type": "member-joined"}, 1),
        ({"actor": "carol"}, 0),
    ],
)
def test_it_is_found_by_what_was_asked_and_no_more(books: Log, wanted: dict[str, Any], found: int) -> None:
    assert len(kinds(books, **wanted)) == found


def test_names_are_not_told(books: Log) -> None:
    (joined,) = search(books, Wanted(actor="ada", type="member-joined"))["items"]
    assert joined["data"] == {"member": "ada", "name": "(personal)", "address": "1 Main St"}
    assert "aes-gcm" not in json.dumps(joined)


def test_an_answer_leads_on_to_the_next(books: Log) -> None:
    for number in range(MOST + 7):
        books.execute(member, "bob", Move(f"{number} Side St"), replace(bob, command_id=f"side-{number}"))
    first = search(books, Wanted(type="member-moved", actor="bob"))
    rest = search(books, Wanted(type="member-moved", actor="bob", before=first["before"]))
    streets = [each["data"]["address"] for each in first["items"] + rest["items"]]
    assert (len(first["items"]), rest["before"]) == (MOST, 0)
    assert streets == [f"{number} Side St" for number in reversed(range(MOST + 7))]


def test_a_question_reads_a_bounded_way_and_says_where_it_is(books: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "PAGE", 2)
    monkeypatch.setattr(auditing, "FAR", 3)
    first = search(books, Wanted(actor="ada", type="member-joined"))
    assert (first["items"], first["before"]) == ([], books.head() - 2)
    before, found = first["before"], list(first["items"])
    while before:
        more = search(books, Wanted(actor="ada", type="member-joined", before=before))
        before, found = more["before"], found + more["items"]
    assert [each["type"] for each in found] == ["club.member-joined"]


def test_what_is_long_before_the_time_that_was_asked_is_not_read(books: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "PAGE", 1)
    read: list[int] = []
    real = books.store.read_all
    monkeypatch.setattr(books.store, "read_all", lambda after, limit: read.append(after) or real(after, limit))
    search(books, Wanted(first=bob.at))
    assert min(read) > 0
