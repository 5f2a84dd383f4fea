"""Keys of personal data: made when first needed, the same ever after, and gone for good once destroyed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.identity.adapters import key_store
from services.identity.adapters.key_store import SqlKeyStore


@pytest.fixture
def store(database_url: str) -> Iterator[SqlKeyStore]:
    opened = SqlKeyStore(database_url)
    yield opened
    opened.close()


def test_an_unknown_subject_has_no_key(store: SqlKeyStore) -> None:
    assert store.of(["ada"]) == {"ada": None}


def test_a_key_is_made_when_it_is_asked_for(store: SqlKeyStore) -> None:
    key = store.of(["ada"], create=True)["ada"]
    assert key is not None
    assert len(key) == 32


def test_a_subject_keeps_its_key(store: SqlKeyStore) -> None:
    assert store.of(["ada"], create=True) == store.of(["ada"]) == store.of(["ada"], create=True)


def test_two_subjects_have_two_keys(store: SqlKeyStore) -> None:
    keys = store.of(["ada", "bob"], create=True)
    assert keys["ada"] != keys["bob"]


def test_a_destroyed_key_is_gone_and_none_is_made_in_its_place(store: SqlKeyStore) -> None:
    store.of(["ada"], create=True)
    store.destroy("ada")
    assert store.of(["ada"], create=True) == {"ada": None}


def test_a_subject_erased_before_it_had_a_key_gets_none(store: SqlKeyStore) -> None:
    store.destroy("ada")
    assert store.of(["ada"], create=True) == {"ada": None}


def test_destroying_twice_is_no_harm(store: SqlKeyStore) -> None:
    store.of(["ada"], create=True)
    store.destroy("ada")
    store.destroy("ada")
    assert store.of(["ada"]) == {"ada": None}


def test_a_destroyed_key_cannot_be_found_in_the_file(tmp_path: Path) -> None:
    store, file = SqlKeyStore(f"sqlite:///{tmp_path}/keys.db"), tmp_path / "keys.db"
    key = store.of(["ada"], create=True)["ada"] or b""
    assert key in file.read_bytes()
    store.destroy("ada")
    assert key not in b"".join(found.read_bytes() for found in tmp_path.iterdir())
    store.close()


def test_a_destroyed_key_is_overwritten_whatever_sqlite_was_built_for(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "keys.db")) as db:
        db.execute("PRAGMA secure_delete=OFF")
        key_store._durably(db, None)
        told = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("secure_delete", "synchronous", "journal_mode")]
    assert told == [1, 2, "truncate"]


def test_keys_survive_the_process(store: SqlKeyStore, database_url: str) -> None:
    keys = store.of(["ada"], create=True)
    again = SqlKeyStore(database_url)
    assert again.of(["ada"]) == keys
    again.close()


def test_many_who_ask_at_once_get_the_same_key(store: SqlKeyStore) -> None:
    got: list[bytes | None] = []
    threads = [Thread(target=lambda: got.append(store.of(["ada"], create=True)["ada"])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len(set(got)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_failure_tells_of_no_key(store: SqlKeyStore) -> None:
    """What it tells goes into the log of the store."""
    with pytest.raises(DBAPIError) as failed, store._engine.begin() as db:
        db.execute(text("INSERT INTO nowhere VALUES (:key)"), {"key": "the key itself"})
    assert "the key itself" not in str(failed.value)
