"""The secret of links in letters is changed while identity runs: what is under way goes on, once, and then no more."""

from pathlib import Path

import pytest

from eventlog.refusal import Missing
from services.identity.adapters.link_secrets import LinkSecrets
from tests.services.identity.conftest import Desk

FIRST = bytes.fromhex("5e" * 32)


@pytest.fixture
def known(desk: Desk) -> LinkSecrets:
    """As an operator's command finds them."""
    folder = desk.folder.parent / "keys"
    folder.mkdir(exist_ok=True)
    return LinkSecrets(folder, FIRST)


def test_the_stores_own_signs_until_there_is_another(tmp_path: Path) -> None:
    secrets = LinkSecrets(tmp_path, FIRST)
    assert secrets.counting() == [FIRST]
    secrets.add()
    assert secrets.counting()[1:] == [FIRST]


def test_a_third_secret_ends_the_first(tmp_path: Path) -> None:
    secrets = LinkSecrets(tmp_path, FIRST)
    assert [secrets.add() for _ in range(2)] == ["links-1.secret", "links-2.secret"]
    newest, before = secrets.counting()
    assert FIRST not in (newest, before)
    assert secrets.add() == "links-3.secret"
    assert secrets.counting()[1] == newest


def test_a_link_that_is_under_way_counts_after_one_new_secret(desk: Desk, known: LinkSecrets, ada: str) -> None:
    account = desk.registers(ada)
    link = desk.link(ada)
    known.add()
    assert desk.rpc.verify_email(link, desk.by())["account"] == account


def test_a_link_from_before_counts_no_more_after_two(desk: Desk, known: LinkSecrets, ada: str) -> None:
    desk.registers(ada)
    link = desk.link(ada)
    for _ in range(2):
        known.add()
    with pytest.raises(Missing, match="link-expired"):
        desk.rpc.verify_email(link, desk.by())


def test_the_newest_signs_what_is_sent_from_now_on(desk: Desk, known: LinkSecrets, ada: str, bob: str) -> None:
    known.add()
    desk.registers(ada)
    link = desk.link(ada)
    known.add()
    desk.rpc.verify_email(link, desk.by())
    assert desk.member(bob)
