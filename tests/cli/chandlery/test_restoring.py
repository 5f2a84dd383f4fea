"""The restore drill: a running store is backed up, lost, and put back elsewhere, with all that it had."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.chandlery import imaged, keyed, registry, restoring
from cli.chandlery.backing import REGISTRY
from cli.chandlery.printing import Stop
from services.identity.adapters.key_store import SqlKeyStore
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
    assert told.returncode == 1
    assert told.stderr.startswith(f"{changed}/billing.log is not as it was backed up; nothing was put back: copy ")
    (changed / "billing.log").unlink()
    told = drill.ask(tmp_path / "data", "restore", str(changed))
    assert told.stderr.startswith(f"{changed}/billing.log is missing; nothing was put back: copy ")
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["lock"]


def test_a_backup_without_its_keys_is_put_back_only_where_that_is_said(drill: Drill, tmp_path: Path) -> None:
    told = drill.ask(tmp_path / "data", "restore", str(drill.backup), "--keys", str(drill.backup / "data"))
    assert told.returncode == 1
    assert "name their folder with --keys, or say --without-keys" in told.stderr
    told = drill.ask(tmp_path / "data", "restore", str(drill.folder / "backup-keys"), "--without-keys")
    assert "name the folder that `backup` was given, not the one of its keys" in told.stderr


def test_keys_of_another_store_are_told_before_the_store_starts(drill: Drill, tmp_path: Path) -> None:
    log, keys = f"sqlite:///{drill.backup}/identity.log", f"sqlite:///{tmp_path}/keys.db"
    keyed.must_open(log, f"sqlite:///{drill.folder}/backup-keys/identity.keys", tmp_path)
    SqlKeyStore(keys).of(["somebody-else"], create=True)
    with pytest.raises(Stop, match="they are another store's; name its own with --keys"):
        keyed.must_open(log, keys, tmp_path)


def test_a_restore_that_was_broken_off_is_no_store_and_goes_on(drill: Drill, tmp_path: Path) -> None:
    folder, words = tmp_path / "data", ("restore", str(drill.backup))
    told = chandlery(*words, CHANDLERY_DATA=str(folder), CHANDLERY_ATTACHMENTS="file:/dev/null/files")
    assert told.returncode == 1
    assert "No store starts on what was put back so far: mend that, and give the same command again" in told.stderr
    for refused in (("up",), ("verify",), ("restore", "--in-place")):
        told = drill.ask(folder, *refused)
        assert (told.returncode, "was broken off" in told.stderr) == (1, True), (refused, told.stderr)
    told = drill.ask(folder, *words)
    assert told.returncode == 0, told.stdout + told.stderr
    assert files_in(folder) == [b'{"disk": "full"}']
    assert not [path.name for path in folder.rglob("*") if path.name.endswith((".partial", "restoring.json"))]


def test_an_image_that_was_cut_is_told_with_whose_it_is_and_not_handed_out(drill: Drill, tmp_path: Path) -> None:
    images = shutil.copytree(drill.backup / "images", tmp_path / "images")
    assert (imaged.damaged(images), list(imaged.flaws(images, ()))) == (frozenset(), [])
    link = next((images / REGISTRY / "repositories").rglob("_manifests/revisions/sha256/*/link"))
    blob = images / REGISTRY / "blobs" / "sha256" / link.parent.name[:2] / link.parent.name / "data"
    whole = blob.read_bytes()
    blob.unlink()  # it is another name of the store's own
    blob.write_bytes(whole[:-1])
    assert imaged.damaged(images) == {blob}
    (restored,) = restoring.put_images(images, tmp_path / "storage", lambda line: None)
    assert [f"@sha256:{link.parent.name} lacks sha256:{link.parent.name}" in flaw for flaw in restored.flaws] == [True]
    assert not (tmp_path / "storage" / blob.relative_to(images)).exists()


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
