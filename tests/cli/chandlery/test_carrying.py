"""A store that began on files moves to PostgreSQL: backed up there, restored here, with passwords, keys and events."""

import secrets
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, create_engine, insert, select, text
from sqlalchemy.pool import NullPool

from cli.chandlery import migrating
from cli.chandlery.carrying import carry
from cli.chandlery.folder import Folder
from cli.chandlery.printing import Stop
from cli.chandlery.settings import resolve
from eventlog.decider import Context, Decider
from eventlog.log import Log, open_log
from eventlog.tables import commands
from eventlog.testing import Keyring
from services.certification.private.tables import software
from services.identity.adapters.key_store import SqlKeyStore
from services.identity.private import passwords
from tests.cli.chandlery.test_preparing import at
from tests.cli.chandlery.test_up import chandlery
from tests.controls.identity import ADA, NOON, registered, verified

account: Decider[Any, Any, Any] = Decider(
    "account", None, lambda command, state, by: [*command], lambda state, event: None
)
by = Context("sign-up", ADA, NOON)
GEAR = {"mark": "m", "ecosystem": "Debian", "package": "openssl", "body": "{}"}


def opened(url: str) -> Log:
    return open_log("identity", url, keys=Keyring(), secret=b"s")


def on_files(data: Path) -> None:
    """An empty store, as its first start leaves it."""
    Folder(data).secret("services.secret")
    for each in migrating.tables(resolve({"CHANDLERY_DATA": str(data)})):
        each.upgrade()


def put(url: str, table: Table, **row: Any) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as db:
        db.execute(insert(table), row)


def rows(url: str, table: Table) -> list[tuple[Any, ...]]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as db:
        return sorted(tuple(row) for row in db.execute(select(table)))


def run(data: Path, *words: str, **named: str) -> "subprocess.CompletedProcess[str]":
    done = chandlery(*words, CHANDLERY_DATA=str(data), CHANDLERY_REGISTRY_PROGRAM="none", **named)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_a_store_on_files_is_backed_up_and_restored_on_postgresql(postgres: str, tmp_path: Path) -> None:
    data, named = tmp_path / "data", at(postgres, f"m{secrets.token_hex(4)}")
    on_files(data)
    old, new = f"sqlite:///{data}/identity.log.db", named["CHANDLERY_LOGS"].format(service="identity")
    before = opened(old)
    before.execute(account, ADA, [registered], by)
    written = before.read_all(0)
    before.close()
    put(old, passwords, account=ADA, hash="of hers")
    key = SqlKeyStore(f"sqlite:///{data}/identity.keys.db").of([ADA], create=True)
    run(data, "backup", str(tmp_path / "backup"), "--without-images")

    told = run(tmp_path / "moved", "restore", str(tmp_path / "backup"), **named).stdout
    assert ["identity", "1", "0"] in [line.split() for line in told.splitlines()]
    assert rows(new, passwords) == [(ADA, "of hers")]
    assert SqlKeyStore(named["CHANDLERY_KEY_STORE"]).of([ADA]) == key
    moved = opened(new)
    assert moved.read_all(0) == written
    moved.close()


def test_what_is_numbered_goes_on_behind_what_was_carried_over(new_database: Callable[[], str], tmp_path: Path) -> None:
    on_files(tmp_path)
    file, url = tmp_path / "certification.log.db", new_database()
    old = open_log("certification", f"sqlite:///{file}", keys=Keyring(), secret=b"s")
    old.execute(account, ADA, [registered], by)
    old.close()
    put(f"sqlite:///{file}", software, **GEAR)
    carry(file, url, migrating.of_log("certification"))
    put(url, software, **{**GEAR, "mark": "next"})
    assert [row[0] for row in rows(url, software)] == [1, 2]
    new = open_log("certification", url, keys=Keyring(), secret=b"s")
    new.execute(account, ADA, [registered], by)  # asked again: its command came along
    new.execute(account, ADA, [verified], replace(by, command_id="verify"))
    new.sequence()
    assert [one.position for one in new.read_all(0)] == [1, 2]
    new.close()
    assert len(rows(url, commands)) == 2


def test_a_store_of_another_version_is_not_carried_over(new_database: Callable[[], str], tmp_path: Path) -> None:
    file, url = tmp_path / "a.db", new_database()
    opened(f"sqlite:///{file}").close()
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with engine.begin() as db:
        db.execute(text("UPDATE eventlog_version SET version_num = '0003'"))
    with pytest.raises(Stop, match="start that store with this version once"):
        carry(file, url, migrating.of_log("identity"))
