"""The restore drill: a running store is backed up, lost, and put back elsewhere, with all that it had."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.chandlery import registry
from tests.cli.chandlery.test_up import chandlery
from tests.parts.process import wait_until
from tests.parts.store import Store, put_demonstration
from tests.parts.store import store as running_store

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(registry.find() is None, reason="no registry program (docker-registry) on PATH"),
]
PRODUCT = "/products/harbourline/lamplighter"


class Drill:
    """What was before, and what is there now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lost = folder / "lost"
        self.backup = folder / "backup"
        self.again = folder / "again"
        self.host = {"CHANDLERY_REGISTRY_PORT": put_demonstration(self.lost)}

    def ask(self, data: Path, *words: str) -> Any:
        return chandlery(*words, CHANDLERY_DATA=str(data))


def found(store: Store, slug: str) -> None:
    entry = store.accounts["publisher"]
    answer = store.api("POST", "/organizations", {"slug": slug, "name": slug.title()}, token=entry["token"])
    assert answer.ok, answer.body


def attach(store: Store) -> None:
    token = store.accounts["customer"]["token"]
    answer = store.api("POST", "/tickets/attachments?name=db.log", {"disk": "full"}, token=token)
    assert answer.ok, answer.body


def files_in(folder: Path) -> list[bytes]:
    every = (folder / "attachments" / "files").rglob("*")
    return [path.read_bytes() for path in every if path.is_file() and path.suffix != ".json"]


def organizations(store: Store) -> set[str]:
    answer = store.api("GET", "/organizations", token=store.accounts["publisher"]["token"])
    assert answer.ok, answer.body
    return {one["slug"] for one in answer.json()["items"]}


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Drill:
    """A store with the demonstration, backed up while it runs; then something happens, and it is lost."""
    drill = Drill(tmp_path_factory.mktemp("drill"))
    with running_store(drill.lost, **drill.host) as opened:
        found(opened, "before-the-backup")
        attach(opened)
        done = drill.ask(opened.data, "backup", str(drill.backup))
        assert done.returncode == 0, done.stderr
        found(opened, "after-the-backup")
    done = drill.ask(drill.again / "data", "restore", str(drill.backup))
    assert done.returncode == 0, done.stdout + done.stderr
    return drill


@pytest.fixture(scope="module")
def store(drill: Drill) -> Iterator[Store]:
    with running_store(drill.again, CHANDLERY_DEMO="0", **drill.host) as opened:
        wait_until(lambda: opened.call("GET", "/readyz").status == 200, 30, "the restored store is not ready")
        yield opened


def test_what_was_before_the_backup_is_there_and_nothing_that_came_later(store: Store) -> None:
    assert {"before-the-backup", "after-the-backup"} & organizations(store) == {"before-the-backup"}


def test_personal_fields_are_readable(store: Store) -> None:
    entry = store.accounts["customer"]
    assert store.api("GET", "/me", token=entry["token"]).json()["email"] == entry["email"]


def test_pages_show_what_they_showed(store: Store) -> None:
    assert store.call("GET", "/harbourline/lamplighter").ok
    assert store.api("GET", PRODUCT).ok


def test_every_image_is_there(drill: Drill, store: Store) -> None:
    told = drill.ask(store.data, "registry", "reconcile")
    assert "Differences: 0." in told.stdout, told.stdout + told.stderr


def test_files_of_tickets_are_there_and_were_kept_beside_the_keys_alone(drill: Drill, store: Store) -> None:
    assert files_in(store.data) == files_in(drill.folder / "backup-keys") == [b'{"disk": "full"}']
    assert files_in(drill.backup / "data") == []


def test_the_logs_are_as_they_were_written_and_sealed(drill: Drill, store: Store) -> None:
    told = drill.ask(store.data, "verify")
    assert told.returncode == 0, told.stdout + told.stderr


def test_the_store_goes_on(store: Store) -> None:
    found(store, "after-the-backup")
    wait_until(lambda: "after-the-backup" in organizations(store), 10, "it is not read")


def test_letters_and_who_asked_for_tokens_are_in_no_backup(drill: Drill) -> None:
    kept = {path.name for path in (drill.backup / "data").iterdir()}
    assert "keys" in kept
    assert not kept & {"mail", "log", "views", "index", "identity.keys.db", "identity.log.db"}


def test_a_backup_that_was_changed_is_not_put_back(drill: Drill, tmp_path: Path) -> None:
    changed = shutil.copytree(drill.backup, tmp_path / "backup")
    shutil.copytree(drill.folder / "backup-keys", tmp_path / "backup-keys")
    with (changed / "billing.log").open("ab") as file:
        file.write(b"!")
    told = drill.ask(tmp_path / "data", "restore", str(changed))
    assert (told.returncode, told.stderr) == (1, f"{changed}/billing.log is not as it was backed up\n")


def test_a_backup_is_not_put_over_a_store(drill: Drill) -> None:
    told = drill.ask(drill.lost / "data", "restore", str(drill.backup))
    assert told.returncode == 1
    assert "is in use: a backup is put where there is no store" in told.stderr


def test_views_that_outlived_their_logs_stop_until_they_are_rebuilt(drill: Drill, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(drill.lost / "data" / "views", folder / "views", symlinks=True)
    assert drill.ask(folder, "restore", str(drill.backup)).returncode == 0
    with running_store(tmp_path, CHANDLERY_DEMO="0") as opened:
        wait_until(lambda: "stopped" in followers(opened)["state"], 20, "the followers noticed nothing")
        assert "followed incarnation" in followers(opened)["detail"]
        done = drill.ask(folder, "rebuild", "--all")
        assert done.returncode == 0, done.stderr
        wait_until(lambda: followers(opened)["state"] == "ready", 20, "not ready after the rebuild")
        wait_until(lambda: "before-the-backup" in organizations(opened), 10, "it is not read")


def followers(store: Store) -> dict[str, str]:
    told: dict[str, str] = store.call("GET", "/readyz").json()["parts"]["followers"]
    return told


def test_who_was_erased_after_the_backup_is_erased_again(tmp_path: Path) -> None:
    small = {"CHANDLERY_DEMO": "0", "CHANDLERY_REGISTRY_PROGRAM": "none"}
    lost, again = tmp_path / "data", tmp_path / "again"
    with running_store(tmp_path, **small) as opened:
        person = {"email": "grace@drill.example", "name": "Grace", "password": "correct horse battery"}
        assert opened.api("POST", "/accounts", person).ok
        assert chandlery("backup", str(tmp_path / "backup"), CHANDLERY_DATA=str(lost)).returncode == 0
        chandlery("erase", person["email"], "--yes", CHANDLERY_DATA=str(lost))
    shutil.copytree(lost / "erased", again / "erased")
    done = chandlery("restore", str(tmp_path / "backup"), CHANDLERY_DATA=str(again))
    assert "Erased again: 1." in done.stdout, done.stdout + done.stderr
    subject = json.loads((again / "erased" / "erased.jsonl").read_text().split("\n")[1])["subject"]
    assert "identity.subject-erased" in chandlery("show", f"account-{subject}", CHANDLERY_DATA=str(again)).stdout
    with closing(sqlite3.connect(again / "identity.keys.db")) as keys:
        assert keys.execute("SELECT key FROM keys WHERE subject = ?", [subject]).fetchall() == [(None,)]
