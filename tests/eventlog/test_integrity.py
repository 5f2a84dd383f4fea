"""Tampering shows: whatever is changed in the database, the walk over the chain names it."""

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bench import _stories
from eventlog.integrity import Draft, Head, hash_of, seal, told_by
from eventlog.log import Log, open_log
from eventlog.refusal import Invalid
from eventlog.testing import acting
from tests.eventlog.club import SECRET, Join, Move, member


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


def test_a_line_that_says_the_same_otherwise_shows(log: Log, tamper: Callable[[str], None]) -> None:
    """The stored line is what is hashed; nobody writes it anew to compare it."""
    tamper(
        "UPDATE events SET line = replace(line, '\"data\":', '\"data\": ') WHERE stream = 'member-ada' AND version = 2"
    )
    assert list(log.verify()) == ["member-ada version 2: the event does not match its hash"]


def test_a_last_event_that_was_numbered_otherwise_shows(log: Log, tamper: Callable[[str], None]) -> None:
    line = log.read("member-ada")[1].line.decode().replace('"version":2', '"version":3')
    changed = f"version = 3, line = '{line}', hash = '{hash_of(line)}'"
    tamper(f"UPDATE events SET {changed} WHERE stream = 'member-ada' AND version = 2")  # noqa: S608
    assert list(log.verify()) == ["member-ada version 3: does not follow version 1"]


def test_a_removed_event_shows(log: Log, tamper: Callable[[str], None]) -> None:
    tamper("DELETE FROM events WHERE stream = 'member-ada' AND version = 1")
    assert "position 1 is missing" in list(log.verify())


def test_a_tail_that_was_cut_off_one_stream_shows(log: Log, tamper: Callable[[str], None]) -> None:
    log.execute(member, "ada", Move("3 Main St"), replace(acting("ada"), command_id="command-3"))
    log.execute(member, "bob", Join("Bob", "4 Main St"), acting("bob"))
    tamper("DELETE FROM events WHERE stream = 'member-ada' AND version = 3")
    assert list(log.verify(page=1)) == ["position 6 is missing"]


def test_a_stream_that_was_deleted_shows_and_is_named(log: Log, tamper: Callable[[str], None]) -> None:
    log.execute(member, "bob", Join("Bob", "4 Main St"), acting("bob"))
    tamper("DELETE FROM events WHERE stream = 'member-ada'")
    found = list(log.verify(page=2))
    assert found[0] == "position 1 is missing"
    assert "member-ada is lost: it has no event, and address-2 Main St was reserved for it" in found


def test_more_missing_than_a_page_hides_nothing_behind_it(log: Log, tamper: Callable[[str], None]) -> None:
    log.execute(member, "bob", Join("Bob", "4 Main St"), acting("bob"))
    tamper("UPDATE events SET line = replace(line, '4 Main', '9 Main') WHERE stream = 'member-bob'")
    tamper("DELETE FROM events WHERE stream <> 'member-bob'")
    found = list(log.verify(page=1))
    assert "member-bob version 1: the event does not match its hash" in found
    assert found[0] == "positions 1 to 5 are missing"


@pytest.mark.parametrize("log_url", ["postgresql"], indirect=True)
def test_a_log_that_lost_everything_but_its_positions_shows(log: Log, tamper: Callable[[str], None]) -> None:
    head = log.head()
    tamper("DELETE FROM events")
    assert list(log.verify()) == [f"positions 1 to {head} are missing"]


@pytest.mark.parametrize("log_url", ["postgresql"], indirect=True)
def test_an_event_that_was_placed_out_of_its_turn_shows(log: Log, tamper: Callable[[str], None]) -> None:
    tamper("UPDATE positions SET position = position - 4 WHERE position IN (1, 3)")
    tamper("UPDATE positions SET position = -position WHERE position < 0")
    assert list(log.verify()) == ["member-ada version 2: placed before version 1"]


def test_ten_times_the_streams_are_walked_in_the_same_memory(tmp_path: Path) -> None:
    few, many = (most_held(f"sqlite:///{tmp_path}/{events}.log.db", events) for events in (500, 5_000))
    assert many < few * 1.2


def most_held(url: str, events: int) -> int:
    """Bytes at most while a log of so many events is walked."""
    _stories.fill(url, events)
    log = open_log(_stories.SOURCE, url, keys=None, secret=SECRET)
    tracemalloc.start()
    assert list(log.verify(page=100)) == []
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    log.close()
    return most


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
    told = told_by(only.line)
    assert told is not None
    assert (told["stream"], told["data"], only.hash) == ('slug-"ünï"', {"ø": "\u2028"}, hash_of(only.line))


def test_half_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(Invalid, match="not-text"):
        hash_of("\ud800")
