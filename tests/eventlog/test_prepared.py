"""An append's values travel beside its statement, whether its thread waits for the server or others go on meanwhile."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg2 import extensions as driver
from psycopg2.extras import wait_select
from sqlalchemy import create_engine, text

from eventlog.integrity import Draft, Head, seal
from eventlog.postgres import PostgreSQL
from eventlog.refusal import Unavailable
from eventlog.store import Append, Clash, CommandRow
from tests.parts.process import PATIENCE, wait_until

MORE_THAN_A_SOCKET_TAKES = "ü" * 4_000_000
END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"


@pytest.fixture(params=["waiting", "green"])
def store(request: pytest.FixtureRequest, new_database: Callable[[], str]) -> Iterator[PostgreSQL]:
    if request.param == "green":
        driver.set_wait_callback(wait_select)  # as eventlet sets its own
    try:
        store = PostgreSQL(new_database(), "shop")
        yield store
        store.close()
    finally:
        driver.set_wait_callback(None)


def arrived(stream: str, command: str, note: str = "") -> Append:
    lines = seal(stream, Head(), [Draft("1", "shop.good-arrived", 1, {"note": note})], "2026-11-30", "{}")
    return Append(lines, CommandRow("ada", command, "f", None, "2026-11-30"))


def test_what_is_more_than_a_socket_takes_is_stored_whole(store: PostgreSQL) -> None:
    given = arrived("good-1", "1", MORE_THAN_A_SOCKET_TAKES)
    assert store.append(given) == 1
    assert store.read("good-1")[0].line == given.events[0].line


def test_a_command_without_events_is_kept(store: PostgreSQL) -> None:
    told = CommandRow("ada", "1", "f", '{"told": "ü"}', "2026-11-30")
    assert store.append(Append((), told)) is None
    assert store.command("ada", "1") == ("f", {"told": "ü"}, None)


def test_where_libpq_cannot_be_called_the_driver_stores_it(
    new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventlog.postgres.LIBPQ", False)
    monkeypatch.delattr("eventlog.postgres.carried_out")
    with contextlib.closing(PostgreSQL(new_database(), "shop")) as store:
        assert store.append(arrived("good-1", "1", "ü")) == 1
        with pytest.raises(Clash):
            store.append(arrived("good-1", "2"))
        assert len(store.read("good-1")) == 1


def test_who_comes_second_hears_of_a_clash_and_goes_on(store: PostgreSQL) -> None:
    store.append(arrived("good-1", "1"))
    for again in (arrived("good-1", "2"), arrived("good-2", "1")):
        with pytest.raises(Clash):
            store.append(again)
    store.append(arrived("good-2", "2"))
    assert [len(store.read(f"good-{number}")) for number in (1, 2)] == [1, 1]


def test_two_that_wait_for_each_other_are_a_clash(new_database: Callable[[], str]) -> None:
    """The server ends the one that has waited for three seconds, and the other goes on."""
    engine = create_engine(new_database())
    add = text("INSERT INTO events (stream, version, hash, line) VALUES (:stream, 1, '', '{}')")
    waiting = text("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
    with engine.begin() as db:
        db.execute(text(f"ALTER DATABASE {engine.url.database} SET deadlock_timeout = '3s'"))
    both = [event for stream in ("good-2", "good-1") for event in arrived(stream, "1").events]
    with (
        contextlib.closing(PostgreSQL(engine.url.render_as_string(), "shop")) as store,
        ThreadPoolExecutor() as beside,
        engine.begin() as other,
    ):
        other.execute(text(f"SET LOCAL deadlock_timeout = '{PATIENCE}s'"))
        other.execute(add, {"stream": "good-1"})
        appended = beside.submit(store.append, Append(both, arrived("good-1", "1").command))
        wait_until(lambda: bool(other.scalar(waiting)), PATIENCE, "it does not wait")
        other.execute(add, {"stream": "good-2"})
        assert isinstance(appended.exception(PATIENCE), Clash)
    engine.dispose()


def test_a_session_that_the_server_ended_is_not_used_again(store: PostgreSQL) -> None:
    store.append(arrived("good-1", "1"))
    ending = store._connect()
    with ending.cursor() as cursor:
        cursor.execute(END, (ending.info.backend_pid,))
    with pytest.raises(Unavailable, match="log-unavailable"):
        store.append(arrived("good-2", "2"))
    store.append(arrived("good-2", "2"))
    ending.close()


def test_a_text_that_would_be_cut_is_not_stored(store: PostgreSQL) -> None:
    with pytest.raises(ValueError, match="NUL"):
        store.append(arrived("good-1", "1\0"))
    assert store.read("good-1") == []
