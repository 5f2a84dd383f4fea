"""Somebody is erased: everybody has heard before it is certified, and no restore brings them back."""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eventlog.refusal import Conflicting, Forbidden
from services.identity.adapters.erasures import FileErasures
from services.identity.adapters.key_store import SqlKeyStore
from services.identity.adapters.listeners import RemoteListeners
from services.identity.deciders.certifying import ENDED, behind
from services.identity.ports import Following, Waiting
from services.identity.private import metadata as private
from services.identity.service import Identity
from tests.parts.services import config_in, running
from tests.services.identity.conftest import OPERATOR, Desk

THEN = datetime(2026, 11, 25, tzinfo=UTC)
SECRET = bytes.fromhex("5e" * 32)
KEPT = [table for table in private.tables.values() if "account" in table.c]


@pytest.fixture(autouse=True)
def everybody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others answer at once: only in a process of its own can a service ask itself; journeys do that."""
    heard = [Following("gateway", "identity", 1_000)], [Waiting("gateway", "catalog", "review-1", 2)]
    monkeypatch.setattr(RemoteListeners, "services", ("gateway-views",))
    monkeypatch.setattr(RemoteListeners, "heads", lambda self: {"identity": 9})
    monkeypatch.setattr(RemoteListeners, "heard", lambda self, service: heard)
    monkeypatch.setattr(RemoteListeners, "clean", lambda self, service, subject: ["read model gateway"])


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Desk]:
    settings = {"CHANDLERY_MAIL": f"file:{tmp_path}/mail", **OPERATOR}
    with running(config_in(tmp_path, **settings), Identity) as services:
        yield Desk(services, tmp_path / "mail")


def certificate(desk: Desk, subject: str) -> Mapping[str, Any]:
    told: Mapping[str, Any] = desk.services.until(lambda: desk.rpc.erasure(subject)["certificate"])
    return told


def test_an_erasure_is_certified_with_how_far_each_follower_was_and_what_was_cleaned(own: Desk, ada: str) -> None:
    account = own.member(ada)
    own.rpc.erase(account, own.by(account))
    told = certificate(own, account)
    follower = {"service": "gateway-views", "follower": "gateway", "source": "identity", "position": 1_000}
    assert (told["subject"], told["followers"]) == (account, [follower])
    assert told["cleaned"] == {"gateway-views": ["read model gateway"]}
    assert [one["stream"] for one in told["parked"]] == ["review-1"]
    assert own.rpc.erasure(account)["state"] == "certified"


def test_it_is_certified_when_all_have_heard_of_it_and_then_of_what_these_have_caused(
    own: Desk, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A follower that has heard of the erasure only when it was asked some times, and of the rest still later."""
    told, when_asked, since = [0], [], [0]

    def heard(listeners: RemoteListeners, service: str) -> Any:
        told.append(1_000 if len(told) > 5 else 0)
        if when_asked:
            since.append(7 if len(since) > 5 else 0)
        return [Following("gateway", "identity", told[-1]), Following("gateway", "billing", since[-1])], []

    def heads(listeners: RemoteListeners) -> Mapping[str, int]:
        when_asked.append(told[-1])
        return {"identity": 9, "billing": 7}

    monkeypatch.setattr(RemoteListeners, "heard", heard)
    monkeypatch.setattr(RemoteListeners, "heads", heads)
    account = own.member(ada)
    own.rpc.erase(account, own.by(account))
    positions = {each["source"]: each["position"] for each in certificate(own, account)["followers"]}
    assert (set(when_asked), positions) == ({1_000}, {"identity": 1_000, "billing": 7})


def test_what_must_never_be_an_event_is_forgotten_too(own: Desk, ada: str, tmp_path: Path) -> None:
    account = own.member(ada)
    own.rpc.erase(account, own.by(account))
    with closing(sqlite3.connect(tmp_path / "identity.log.db")) as db:
        counted = (f"SELECT count(*) FROM {each.name} WHERE account = ?" for each in KEPT)  # noqa: S608 — our own names
        left = [db.execute(statement, (account,)).fetchone() for statement in counted]
    assert left == [(0,)] * len(KEPT)


def test_who_never_came_is_forgotten_again_after_a_restore(own: Desk, tmp_path: Path) -> None:
    """Somebody invited, or a registration that ended: no event tells of it."""
    assert own.rpc.keys_of(["seat-1"], True)["seat-1"] is not None
    FileErasures(tmp_path / "erased", SECRET).add("seat-1", ENDED, THEN)
    assert own.rpc.replay_erasures(own.by("root", "operator"))["subjects"] == 1
    assert own.rpc.keys_of(["seat-1"], True) == {"seat-1": None}


def test_nobody_who_was_not_erased_has_a_certificate(own: Desk, ada: str) -> None:
    assert own.rpc.erasure(own.member(ada)) == {"state": "none", "certificate": None, "behind": []}


def test_letters_that_lie_with_the_store_go(own: Desk, ada: str) -> None:
    account = own.member(ada)
    assert own.letters(ada)
    own.rpc.erase(account, own.by(account))
    assert own.letters(ada) == []


def test_an_operator_is_erased_by_another_one(own: Desk, ada: str) -> None:
    account = own.member(ada)
    own.rpc.grant_role(account, "operator", own.by("root", "operator"))
    with pytest.raises(Conflicting, match="not-on-oneself"):
        own.rpc.erase(account, own.by(account, "operator"))
    own.rpc.erase(account, own.by("root", "operator"))


def test_a_certificate_that_was_changed_is_none(tmp_path: Path) -> None:
    kept = FileErasures(tmp_path, SECRET)
    kept.certify({"subject": "ada", "event": "1"})
    assert kept.certificate("ada") is not None
    file = tmp_path / "certificates" / "ada.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "event": "2"}))
    assert kept.certificate("ada") is None


def test_a_list_that_a_crash_cut_short_is_read(tmp_path: Path) -> None:
    kept = FileErasures(tmp_path, SECRET)
    kept.add("ada", "erased", THEN)
    with (tmp_path / "erased.jsonl").open("a") as file:
        file.write('\n{"subject": "b')
    kept.add("carol", "erased", THEN)
    assert [one.subject for one in kept.all()] == ["ada", "carol"]


def test_who_is_on_the_list_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited_for: list[int] = []
    monkeypatch.setattr("services.identity.adapters.erasures.os.fsync", waited_for.append)
    FileErasures(tmp_path, SECRET).add("ada", "erased", THEN)
    assert len(waited_for) == 1


def test_who_is_erased_is_on_the_list_before_the_key_goes(
    own: Desk, ada: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that died between the two would bring the key back with its next restore."""
    listed: list[set[str]] = []
    destroy = SqlKeyStore.destroy

    def watched(store: SqlKeyStore, subject: str) -> None:
        (file,) = tmp_path.rglob("erased.jsonl")
        listed.append({one.subject for one in FileErasures(file.parent, SECRET).all()})
        destroy(store, subject)

    monkeypatch.setattr(SqlKeyStore, "destroy", watched)
    account = own.member(ada)
    own.rpc.erase(account, own.by(account))
    assert listed[0] == {account}


def test_who_was_erased_after_a_backup_is_erased_again_after_its_restore(tmp_path: Path, ada: str) -> None:
    settings = {"CHANDLERY_MAIL": f"file:{tmp_path}/mail", **OPERATOR}
    config = config_in(tmp_path, **settings)
    with running(config, Identity) as services:
        desk = Desk(services, tmp_path / "mail")
        account = desk.member(ada)
    shutil.copytree(tmp_path, tmp_path.with_suffix(".backup"), symlinks=True, ignore=shutil.ignore_patterns("mail"))
    with running(config, Identity) as services:
        desk = Desk(services, tmp_path / "mail", iter(range(100, 200)))
        desk.rpc.erase(account, desk.by(account))
    for file in (*tmp_path.glob("identity*"), *(tmp_path / "views").glob("*")):
        file.unlink()
    shutil.copytree(tmp_path.with_suffix(".backup"), tmp_path, dirs_exist_ok=True, symlinks=True, ignore=_not_the_list)
    with running(config, Identity) as services:
        desk = Desk(services, tmp_path / "mail", iter(range(200, 300)))
        assert desk.rpc.profile(account)["email"] == ada  # the restore brought her back
        with pytest.raises(Forbidden, match="staff-only"):
            desk.rpc.replay_erasures(desk.by("bob"))
        assert desk.rpc.replay_erasures(desk.by("root", "operator"))["subjects"] == 1
        assert desk.rpc.keys_of([account], False) == {account: None}
        assert desk.rpc.account_of(ada) is None
        assert certificate(desk, account)["subject"] == account


def _not_the_list(folder: Any, names: Sequence[str]) -> list[str]:
    return [name for name in names if name == "erased"]


def test_a_follower_that_has_not_heard_is_named_and_so_is_one_that_parked_it() -> None:
    following = [Following("gateway", "identity", 4), Following("catalog.x", "identity", 5)]
    waiting = [Waiting("catalog.x", "identity", "account-ada", 1), Waiting("catalog.x", "identity", "account-bob", 1)]
    assert list(behind(following, waiting, {"identity": 5}, {"account-ada"})) == [
        "gateway is at 4 of 5 in identity",
        "catalog.x has parked account-ada of identity",
    ]
