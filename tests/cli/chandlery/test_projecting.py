"""An operator sees how followers stand, pauses and resumes them, and builds and checks read models."""

import sqlite3
import subprocess
from collections.abc import Iterator

import pytest

from tests.cli.chandlery.test_up import chandlery
from tests.parts.process import wait_until
from tests.parts.store import Store
from tests.parts.store import store as running_store

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with running_store(tmp_path_factory.mktemp("projecting"), CHANDLERY_DEMO="0") as opened:
        yield opened


def projections(store: Store, *words: str) -> "subprocess.CompletedProcess[str]":
    return chandlery("projections", *words, CHANDLERY_DATA=str(store.data))


def follower(store: Store, name: str) -> str:
    """Its line of the status."""
    done = projections(store, "status", name)
    assert done.returncode == 0, done.stderr
    return next(line for line in done.stdout.splitlines() if line.startswith(name))


def examined(store: Store, part: str) -> str:
    """What the doctor says of it."""
    told = chandlery("doctor", CHANDLERY_DATA=str(store.data)).stdout
    return next(line for line in told.splitlines() if f" {part} " in line)


def sign_up(store: Store, address: str) -> None:
    body = {"email": address, "name": "Ada", "password": "correct horse battery"}
    assert store.api("POST", "/accounts", body).status == 201


def test_every_log_and_follower_is_told(store: Store) -> None:
    told = projections(store, "status").stdout
    for name in ("gateway/catalog", "billing/billing", "billing.react/catalog", "search/catalog"):
        assert f"\n{name} " in told
    assert told.startswith("Log ")
    models = projections(store, "list").stdout
    assert {"gateway", "billing", "catalog", "identity", "search"} <= {line.split()[0] for line in models.splitlines()}


def test_who_is_paused_falls_behind_and_catches_up_when_it_is_resumed(store: Store) -> None:
    assert projections(store, "pause", "gateway/identity").stdout == "gateway/identity is paused.\n"
    sign_up(store, "ada@store.example")
    assert " paused " in follower(store, "gateway/identity")
    assert " by operator:local since " in follower(store, "gateway/identity")
    assert " by operator:local since " in examined(store, "follower gateway/identity")
    assert projections(store, "resume", "gateway").stdout.count(" goes on.\n") == 5
    wait_until(lambda: " running " in follower(store, "gateway/identity"), 10, "it did not go on")

    def caught_up() -> bool:
        words = follower(store, "gateway/identity").split("running")[1].split()
        return words[0] == words[1] != "0"

    wait_until(caught_up, 10, "it did not catch up")
    assert "all go on, and nothing is parked" in examined(store, "followers")


def test_a_read_model_is_checked_mended_and_right_again(store: Store) -> None:
    sign_up(store, "bob@store.example")
    assert projections(store, "check", "gateway").returncode == 0
    with sqlite3.connect(store.data / "views" / "gateway.db", timeout=60) as view:
        view.execute("UPDATE accounts SET state = 'suspended'")
    checked = projections(store, "check", "gateway")
    assert (checked.returncode, "  accounts " in checked.stdout) == (1, True), checked.stdout + checked.stderr
    assert projections(store, "rebuild", "gateway").stdout.startswith("gateway is built anew: ")
    assert projections(store, "check", "gateway").returncode == 0
    told = next(line for line in projections(store, "list").stdout.splitlines() if line.startswith("gateway "))
    assert (" rows differ; rebuilt 2" in told, "checked 2" in told) == (True, True)


def test_what_is_not_there_is_told_so(store: Store) -> None:
    for verb in ("pause", "resume"):
        told = projections(store, verb, "moon").stderr
        assert told == "Refused: unknown-follower: moon; `chandlery projections status` lists them\n"
    assert projections(store, "rebuild", "moon").stderr.startswith("Refused: unknown-read-model: moon; there are ")
    assert projections(store, "status", "moon").returncode == 2
