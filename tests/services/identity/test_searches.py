"""Searches that people keep: theirs alone, in what they take along, and gone with them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.identity.private import searches
from tests.services.identity.conftest import Desk

REDIS = "q=redis&type=official"


def test_a_search_is_kept_and_listed_the_newest_first(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    first = desk.rpc.save_search(account, "  Caches ", REDIS, desk.by(account))["id"]
    second = desk.rpc.save_search(account, "Web", "category=web-servers", desk.by(account))["id"]
    kept = desk.rpc.saved_searches_of(account)
    assert [(one["id"], one["name"], one["question"]) for one in kept] == [
        (second, "Web", "category=web-servers"),
        (first, "Caches", REDIS),
    ]


def test_a_command_sent_twice_keeps_one(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    twice = [desk.rpc.save_search(account, "Caches", REDIS, desk.by(account, key="save"))["id"] for _ in range(2)]
    assert (len(set(twice)), len(desk.rpc.saved_searches_of(account))) == (1, 1)
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        desk.rpc.save_search(account, "Caches", "q=another", desk.by(account, key="save"))


def test_the_same_question_takes_the_new_name(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    ids = [desk.rpc.save_search(account, name, REDIS, desk.by(account))["id"] for name in ("Caches", "Queues")]
    assert [(one["id"], one["name"]) for one in desk.rpc.saved_searches_of(account)] == [(ids[0], "Queues")]
    assert ids[0] == ids[1]


def test_a_deleted_search_is_gone_and_deleting_again_does_no_harm(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    kept = desk.rpc.save_search(account, "Caches", REDIS, desk.by(account))["id"]
    for _ in range(2):
        desk.rpc.forget_search(account, kept, desk.by(account))
    assert desk.rpc.saved_searches_of(account) == []


def test_nobody_saves_or_deletes_for_another(desk: Desk, ada: str, bob: str) -> None:
    account, other = desk.member(ada), desk.member(bob)
    kept = desk.rpc.save_search(account, "Caches", REDIS, desk.by(account))["id"]
    with pytest.raises(Forbidden, match="not-yours"):
        desk.rpc.save_search(account, "Mine", "q=x", desk.by(other))
    with pytest.raises(Forbidden, match="not-yours"):
        desk.rpc.forget_search(account, kept, desk.by(other))
    desk.rpc.forget_search(other, kept, desk.by(other))
    assert len(desk.rpc.saved_searches_of(account)) == 1


@pytest.mark.parametrize(
    ("name", "question", "code"),
    [
        (" ", REDIS, "search-name-unfit"),
        ("n" * 81, REDIS, "search-name-unfit"),
        ("Name", "", "search-question-unfit"),
        ("Name", "q" * 2001, "search-question-unfit"),
    ],
)
def test_an_unfit_search_is_refused(name: str, question: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        searches.checked(name, question)


def test_no_more_are_kept_than_a_page_can_show(desk: Desk, ada: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "MOST", 2)
    account = desk.member(ada)
    for number in range(2):
        desk.rpc.save_search(account, f"Search {number}", f"q={number}", desk.by(account))
    with pytest.raises(Conflicting, match="too-many-saved-searches"):
        desk.rpc.save_search(account, "One more", "q=more", desk.by(account))


def test_what_one_takes_along_has_ones_searches(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    desk.rpc.save_search(account, "Caches", REDIS, desk.by(account))
    assert [one["question"] for one in desk.rpc.data_of(account)["saved_searches"]] == [REDIS]


def test_searches_end_with_the_account_and_lie_readable_in_no_file(desk: Desk, ada: str) -> None:
    account = desk.member(ada)
    desk.rpc.save_search(account, "Heartburnremedies", "q=heartburnremedies", desk.by(account))
    assert [str(path) for path in _files(desk.folder.parent) if b"eartburnremedies" in path.read_bytes()] == []
    assert _kept_of(desk, account) == 1
    desk.rpc.erase(account, desk.by(account))
    assert _kept_of(desk, account) == 0
    with pytest.raises(Missing, match="account-unknown"):
        desk.rpc.saved_searches_of(account)
    with pytest.raises(Missing, match="account-unknown"):
        desk.rpc.save_search(account, "Again", REDIS, desk.by(account))


def _kept_of(desk: Desk, account: str) -> int:
    """Rows in the database itself."""
    with closing(sqlite3.connect(desk.folder.parent / "identity.log.db")) as db:
        return int(db.execute("SELECT count(*) FROM saved_searches WHERE account = ?", [account]).fetchone()[0])


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
