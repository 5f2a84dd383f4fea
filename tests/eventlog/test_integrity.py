"""Tampering shows: whatever is changed in the database, the walk over the chain names it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import create_engine

from eventlog.integrity import Draft, Head, flaws, hash_of, seal
from eventlog.log import Log
from eventlog.refusal import Invalid
from eventlog.store import Stored
from eventlog.testing import acting
from tests.eventlog.club import Join, Move, member


@pytest.fixture
def log(open_club: Callable[..., Log]) -> Log:
    log = open_club()
    log.execute(member, "ada", Join("Ada", "1 Main St"), acting("ada"))
    log.execute(member, "ada", Move("2 Main St"), replace(acting("ada"), command_id="command-2"))
    return log


@pytest.fixture
def tamper(log_url: str, log: Log) -> Iterator[Callable[[str], None]]:
    engine = create_engine(log_url)

    def change(statement: str) -> None:
        with engine.begin() as db:
            db.exec_driver_sql(statement)

    yield change
    engine.dispose()


def test_an_untouched_log_has_no_flaw(log: Log) -> None:
    assert list(log.verify(page=2)) == []


def test_a_changed_event_shows(log: Log, tamper: Callable[[str], None]) -> None:
    tamper("UPDATE events SET line = replace(line, '1 Main', '9 Main') WHERE stream = 'member-ada' AND version = 1")
    assert list(log.verify()) == ["member-ada version 1: the event does not match its hash"]


def test_a_changed_event_shows_though_its_hash_was_changed_too(log: Log, tamper: Callable[[str], None]) -> None:
    line = log.read("member-ada")[0].line.decode().replace("1 Main", "9 Main")
    tamper(f"UPDATE events SET line = '{line}', hash = '{hash_of(line)}' WHERE stream = 'member-ada' AND version = 1")  # noqa: S608
    assert list(log.verify()) == ["member-ada version 2: does not follow version 1"]


def test_a_removed_event_shows(log: Log, tamper: Callable[[str], None]) -> None:
    tamper("DELETE FROM events WHERE stream = 'member-ada' AND version = 1")
    assert "position 1 is missing" in list(log.verify())


def test_an_event_that_was_filed_under_another_stream_shows(log: Log, tamper: Callable[[str], None]) -> None:
    tamper("UPDATE events SET stream = 'member-bob' WHERE stream = 'member-ada' AND version = 2")
    assert list(log.verify(page=2)) == ["member-ada version 2: kept as member-bob version 2"]


@pytest.mark.parametrize("line", ["", "no JSON", "[1]", '{"stream":"member-ada","version":1}', '{"stream":[1]}'])
def test_what_is_no_event_any_more_shows_and_hides_nothing_behind_it(
    log: Log, tamper: Callable[[str], None], line: str
) -> None:
    tamper(f"UPDATE events SET line = '{line}' WHERE stream = 'member-ada' AND version = 1")  # noqa: S608
    found = list(log.verify())
    assert "position 1 holds no event" in found
    assert "member-ada version 2: does not follow version 0" in found
    assert "what is kept as member-ada version 1 is no event" in found


def test_each_line_names_the_hash_before_it() -> None:
    first, second = seal("member-ada", Head(), [Draft("1", "a.b", 1, {}), Draft("2", "a.b", 1, {})], "now", "{}")
    assert f'"previous":"{first.hash}"' in second.line
    assert second.hash == hash_of(second.line)


def test_a_stream_may_be_named_in_any_script() -> None:
    (only,) = seal('slug-"ünï"', Head(), [Draft("1", "a.b", 1, {"ø": "\u2028"})], "now", "{}")
    assert list(flaws([Stored(1, only.hash, only.line)])) == []


def test_half_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(Invalid, match="not-text"):
        hash_of("\ud800")
