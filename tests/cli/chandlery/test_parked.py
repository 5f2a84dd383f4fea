"""An operator sees what is parked in a running store, tries it again, or leaves it out with a reason."""

import sqlite3
from collections.abc import Iterator

import pytest

from tests.cli.chandlery.test_up import chandlery
from tests.parts.process import wait_until
from tests.parts.store import Store
from tests.parts.store import store as running_store

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with running_store(tmp_path_factory.mktemp("parked"), CHANDLERY_DEMO="0") as opened:
        yield opened


def _park_a_letter(store: Store, address: str) -> str:
    """A letter that was sent, put back as one that failed too often; its id."""
    body = {"email": address, "name": "Ada", "password": "correct horse battery"}
    assert store.api("POST", "/accounts", body).status == 201
    store.mail_to(address)
    with sqlite3.connect(store.data / "identity.log.db", timeout=60) as log:
        newest = log.execute("SELECT id FROM outbox WHERE kind = 'mail' ORDER BY rowid DESC LIMIT 1").fetchone()[0]
        parked = "UPDATE outbox SET done_at = NULL, parked_at = next_at, error = 'mailbox full' WHERE id = ?"
        log.execute(parked, (newest,))
    return str(newest)


def _listed(store: Store) -> str:
    return chandlery("parked", "list", CHANDLERY_DATA=str(store.data)).stdout


def test_what_is_parked_is_listed_and_sent_when_it_is_tried_again(store: Store) -> None:
    parked = _park_a_letter(store, "ada@store.example")
    assert parked in _listed(store)
    assert "mailbox full" in _listed(store)
    for letter in (store.data / "mail").glob("*.eml"):
        letter.unlink()
    tried = chandlery("parked", "retry", parked, "--yes", CHANDLERY_DATA=str(store.data))
    assert tried.returncode == 0, tried.stderr
    assert "/verify/" in store.mail_to("ada@store.example")
    wait_until(lambda: "Nothing is parked." in _listed(store), 10, "it is still parked")


def test_what_is_left_out_is_not_tried_again(store: Store) -> None:
    parked = _park_a_letter(store, "bob@store.example")
    words = ("parked", "skip", parked, "--reason", "the mailbox is gone", "--yes")
    skipped = chandlery(*words, CHANDLERY_DATA=str(store.data))
    assert (skipped.returncode, "the mailbox is gone" in skipped.stdout) == (0, True), skipped.stderr
    assert _listed(store) == "Nothing is parked.\n"


def test_leaving_out_needs_a_reason(store: Store) -> None:
    refused = chandlery("parked", "skip", "nothing", CHANDLERY_DATA=str(store.data))
    assert (refused.returncode, "Missing option '--reason'" in refused.stderr) == (2, True)


def test_what_is_not_parked_is_told_so(store: Store) -> None:
    refused = chandlery("parked", "retry", "nothing", CHANDLERY_DATA=str(store.data))
    assert refused.returncode == 1
    assert refused.stderr.startswith("Refused: nothing-parked: nothing; `chandlery parked list` shows what is")


def test_nothing_is_done_before_the_count_was_shown_and_agreed_to(store: Store) -> None:
    parked = _park_a_letter(store, "cy@store.example")
    refused = chandlery("parked", "skip", parked, "--reason", "why not", CHANDLERY_DATA=str(store.data))
    assert refused.returncode == 1
    assert "identity, mail: " in refused.stdout
    assert ", mail, 1 event\n  mailbox full\n" in refused.stdout
    assert refused.stderr.endswith("Nobody answered, so nothing was changed; --yes goes on without asking\n")
    assert parked in _listed(store)
    assert chandlery("parked", "retry", parked, "--yes", CHANDLERY_DATA=str(store.data)).returncode == 0
