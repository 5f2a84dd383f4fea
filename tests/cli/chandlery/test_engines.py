"""The doctor looks at what a store at scale stands on, and names what is to be done."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from cli.chandlery.engines import Look, looks
from cli.chandlery.folder import Folder
from cli.chandlery.migrating import tables
from cli.chandlery.sealing import LOGS as SERVICES
from cli.chandlery.settings import resolve
from tests.parts.process import free_port

NewDatabase = Callable[[], str]


def told(folder: Path, **settings: str) -> dict[str, Look]:
    return {look.part: look for look in looks(resolve({"CHANDLERY_DATA": str(folder), **settings}))}


def in_postgresql(new_database: NewDatabase) -> dict[str, str]:
    """One database for each of what has one of its own; logs share a name's beginning."""
    log = new_database()
    names = {service: f"{log}_{service}" for service in SERVICES}
    engine = create_engine(log, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        for url in names.values():
            db.execute(text(f"CREATE DATABASE {make_url(url).database}"))
    engine.dispose()
    own = {"CHANDLERY_KEY_STORE": new_database(), "CHANDLERY_VIEWS": new_database()}
    return {"CHANDLERY_LOGS": f"{log}_{{service}}", **own}


def test_databases_and_their_tables_are_told_one_by_one(tmp_path: Path, new_database: NewDatabase) -> None:
    settings = in_postgresql(new_database)
    found = told(tmp_path, **settings)
    assert found["log of billing"].says.startswith("is empty")
    for each in tables(resolve({"CHANDLERY_DATA": str(tmp_path), **settings})):
        each.upgrade()
    found = told(tmp_path, **settings)
    assert {look.state for look in found.values()} == {"ok"}
    assert "at version" in found["log of billing"].says


def test_tables_that_are_behind_are_told_with_the_verb_that_mends_them(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    settings = in_postgresql(new_database)
    log = next(each for each in tables(resolve({"CHANDLERY_DATA": str(tmp_path), **settings})))
    log.upgrade()
    engine = create_engine(log.url)
    with engine.begin() as db:
        db.execute(text(f"UPDATE {log.migrations.version_table} SET version_num = '0000'"))  # noqa: S608
    engine.dispose()
    found = told(tmp_path, **settings)[log.name]
    assert (found.state, "run `chandlery migrate`" in found.says) == ("wrong", True)


def test_a_database_that_is_missing_and_a_server_that_is_away_are_told_apart(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    away = f"postgresql+psycopg2://chandlery@127.0.0.1:{free_port()}/views"
    missing = str(make_url(new_database()).set(database="nowhere"))
    found = told(tmp_path, CHANDLERY_KEY_STORE=missing, CHANDLERY_VIEWS=away)
    assert "`chandlery prepare` makes what is missing" in found["database nowhere"].says
    assert "start PostgreSQL there" in found["database views"].says


def test_a_broker_that_is_away_is_wrong_and_no_password_is_shown(tmp_path: Path) -> None:
    found = told(tmp_path, AMQP_URI=f"amqp://chandlery:secret@127.0.0.1:{free_port()}//")["broker"]
    assert (found.state, "start RabbitMQ there" in found.says) == ("wrong", True)
    assert "secret" not in found.says


def test_a_part_that_nobody_serves_is_told_with_how_to_start_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.share("identity")
    found = told(tmp_path, AMQP_URI=f"amqp://127.0.0.1:{free_port()}//")
    folder.give_back()
    assert found["serve identity"].state == "ok"
    assert found["serve billing"].says == "nobody does; start `chandlery serve billing`"
