"""Databases come to where the program needs them: empty ones at once, older ones by steps, all of them or none."""

import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Engine, MetaData, Table, Text, create_engine, inspect, text

from eventlog.log import Log, open_log
from eventlog.migrations import Behind, Migrations
from eventlog.migrations.log import LOG
from eventlog.migrations.running import run, transaction, upgrade
from services.catalog import private as catalog
from services.certification.private import tables as certification
from services.identity import private as identity
from services.identity.adapters import key_store
from tests.eventlog.club import SECRET

EVERY = {
    "log": LOG,
    "identity": identity.MIGRATIONS,
    "catalog": catalog.MIGRATIONS,
    "certification": certification.MIGRATIONS,
    "keys": key_store.MIGRATIONS,
}


@pytest.fixture
def engine(log_url: str) -> Iterator[Engine]:
    engine = create_engine(log_url)
    yield engine
    engine.dispose()


@pytest.fixture
def boxes(tmp_path: Path) -> Migrations:
    """A table of boxes that was made without a label."""
    steps = tmp_path / "steps"
    steps.mkdir()
    step(steps, 1, 'op.create_table("boxes", sa.Column("id", sa.Text, primary_key=True))')
    metadata = MetaData()
    Table("boxes", metadata, Column("id", Text, primary_key=True))
    return Migrations("boxes", steps, metadata)


def step(folder: Path, number: int, *lines: str) -> None:
    told = ["import sqlalchemy as sa", "from alembic import op", f'revision = "{number:04}"']
    told.append(f"down_revision = {f'{number - 1:04}' if number > 1 else None!r}")
    body = textwrap.indent("\n".join(lines), "    ")
    (folder / f"v{number:04}_step.py").write_text("\n".join(told) + f"\n\n\ndef upgrade() -> None:\n{body}\n")


def labelled(boxes: Migrations) -> Migrations:
    """A newer program's."""
    step(boxes.steps, 2, 'op.add_column("boxes", sa.Column("label", sa.Text))')
    metadata = MetaData()
    Table("boxes", metadata, Column("id", Text, primary_key=True), Column("label", Text))
    return Migrations("boxes", boxes.steps, metadata)


def shape(engine: Engine) -> dict[str, Any]:
    """All that makes a difference, whatever the order in which it came."""
    found = inspect(engine)
    return {
        table: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"], str(c["default"])) for c in columns(found, table)
            ),
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted((str(u["name"]), u["column_names"]) for u in found.get_unique_constraints(table)),
            "indexes": sorted((str(i["name"]), i["column_names"], where(i)) for i in found.get_indexes(table)),
        }
        for table in found.get_table_names()
    }


def columns(found: Any, table: str) -> list[Any]:
    return list(found.get_columns(table))


def where(index: Any) -> str:
    told = index.get("dialect_options", {})
    return str(told.get("sqlite_where", told.get("postgresql_where", "")))


@pytest.mark.parametrize("name", EVERY)
def test_steps_lead_to_the_tables_that_an_empty_database_gets(
    name: str, log_url: str, engine: Engine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with transaction(log_url) as db:
        run(db, EVERY[name])
    sqlite = log_url.startswith("sqlite")
    other = create_engine(f"sqlite:///{tmp_path}/other.db" if sqlite else request.getfixturevalue("new_database")())
    with other.begin() as db:
        EVERY[name].prepare(db)
    with engine.connect() as stepped, other.connect() as made:
        assert EVERY[name].current(stepped) == EVERY[name].current(made) == EVERY[name].head
    assert shape(engine) == shape(other)
    other.dispose()


def test_an_older_database_is_refused_and_says_what_to_run(boxes: Migrations, engine: Engine) -> None:
    with engine.begin() as db:
        boxes.prepare(db)
    with engine.begin() as db, pytest.raises(Behind, match=r"\(boxes\) is at version 0001 .* run `chandlery migrate`"):
        labelled(boxes).prepare(db)


def test_an_older_database_takes_the_steps_that_it_lacks_and_keeps_its_rows(
    boxes: Migrations, log_url: str, engine: Engine
) -> None:
    with engine.begin() as db:
        boxes.prepare(db)
        db.execute(text("INSERT INTO boxes (id) VALUES ('first')"))
    newer = labelled(boxes)
    assert upgrade(log_url, newer) == ("0001", "0002")
    assert upgrade(log_url, newer) == ("0002", "0002")
    with engine.begin() as db:
        newer.prepare(db)
        assert db.execute(text("SELECT id, label FROM boxes")).all() == [("first", None)]


def test_a_database_from_before_versions_is_taken_for_the_first(
    boxes: Migrations, log_url: str, engine: Engine
) -> None:
    with engine.begin() as db:
        boxes.metadata.create_all(db)
        boxes.prepare(db)  # it is what this program needs
    assert upgrade(log_url, labelled(boxes)) == ("0001", "0002")


def test_a_newer_database_serves_an_older_program(boxes: Migrations, log_url: str, engine: Engine) -> None:
    older = Migrations("boxes", boxes.steps, boxes.metadata)
    assert older.head == "0001"
    with engine.begin() as db:
        labelled(boxes).prepare(db)
        older.prepare(db)
    assert upgrade(log_url, older) == ("0002", "0002")


def test_of_steps_that_fail_nothing_stays(boxes: Migrations, log_url: str, engine: Engine) -> None:
    with engine.begin() as db:
        boxes.prepare(db)
    newer = labelled(boxes)
    step(boxes.steps, 3, 'op.add_column("boxes", sa.Column("size", sa.Text))', 'raise OSError("no room")')
    newest = Migrations("boxes", boxes.steps, newer.metadata)
    before = shape(engine)
    with pytest.raises(OSError, match="no room"):
        upgrade(log_url, newest)
    assert shape(engine) == before
    with engine.connect() as db:
        assert newest.current(db) == "0001"


def test_an_empty_database_gets_its_tables_at_once(boxes: Migrations, log_url: str, engine: Engine) -> None:
    assert upgrade(log_url, labelled(boxes)) == ("", "0002")
    assert [column["name"] for column in inspect(engine).get_columns("boxes")] == ["id", "label"]


def test_a_log_notes_its_version_when_it_is_made(log: Log) -> None:
    with log.reading() as db:
        assert LOG.current(db) == LOG.head


def test_a_log_that_is_behind_is_not_opened(open_club: Callable[..., Log], log_url: str) -> None:
    with open_club().begin() as db:
        db.execute(text("UPDATE eventlog_version SET version_num = '0000'"))
    with pytest.raises(Behind, match="is at version 0000"):
        open_log("club", log_url, keys=None, secret=SECRET)


def test_two_processes_may_make_the_tables_at_once(new_database: Callable[[], str], boxes: Migrations) -> None:
    url, failed = new_database(), []

    def prepare() -> None:
        other = create_engine(url)
        try:
            with other.begin() as db:
                boxes.prepare(db)
        except Exception as error:
            failed.append(error)
        other.dispose()

    threads = [threading.Thread(target=prepare) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_who_looks_while_another_makes_the_tables_does_not_take_them_for_old_ones(
    new_database: Callable[[], str], boxes: Migrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest, engine = labelled(boxes), create_engine(new_database())
    look, looked = engine.dialect.has_table, []

    def made_after_the_first_look(db: Connection, table: str, **more: Any) -> bool:
        found = look(db, table, **more)
        looked.append(table)
        if len(looked) == 1:
            with engine.begin() as other:
                newest.prepare(other)
        return found

    monkeypatch.setattr(engine.dialect, "has_table", made_after_the_first_look)
    with engine.begin() as db:
        newest.prepare(db)
        assert newest.current(db) == "0002"
    engine.dispose()
