"""Somebody's inbox on the real kernel: the newest first, page by page, kept to what they ask for, and read once."""

from collections.abc import Iterator

import pytest

from eventlog.refusal import Invalid, Missing
from tests.services.notifications.shop import DATABASE, REPOSITORY, Shop, open_shop

TOLD = [
    ("one", "version.security", {}),
    ("two", "version.released", {"product": "acme/cache"}),
    ("three", "price.changed", {}),
]
ONE, TWO, THREE = (f"{id}.{kind}" for id, kind, _ in TOLD)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Ada was told three things, one after the other; Pat one of a publisher's."""
    with open_shop(tmp_path_factory.mktemp("inbox")) as shop:
        for id, kind, other in TOLD:
            shop.announces(id, f"users:{REPOSITORY}", kind=kind, **other)
        shop.announces("four", "publisher:acme:team", kind="statement.ready")
        yield shop


@pytest.fixture(autouse=True)
def _unread(shop: Shop) -> None:
    shop.rpc.mark_unread([ONE, TWO, THREE], shop.by("ada"))
    shop.settle()


def reads(shop: Shop, *notices: str) -> None:
    shop.rpc.mark_read(list(notices), shop.by("ada"))
    shop.settle()


def test_the_newest_comes_first(shop: Shop) -> None:
    found = shop.inbox("ada")
    assert ([each["id"] for each in found["items"]], found["next"]) == ([THREE, TWO, ONE], None)
    assert (found["total"], found["unread"], found["items"][0]["about"]) == (3, 3, DATABASE)


def test_a_page_leads_to_the_next(shop: Shop) -> None:
    first = shop.inbox("ada", limit=2)
    assert shop.notices("ada", limit=2, before=first["next"]) == [ONE]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "price.changed"}, [THREE]),
        ({"group": "customer"}, [THREE, TWO, ONE]),
        ({"group": "publisher"}, []),
        ({"product": "acme/cache"}, [TWO]),
        ({"product": "acme/cache", "kind": "price.changed"}, []),
    ],
)
def test_a_list_is_kept_to_what_is_asked_for(shop: Shop, asked: dict[str, str], found: list[str]) -> None:
    told = shop.inbox("ada", **asked)
    assert [each["id"] for each in told["items"]] == found
    assert (told["total"], told["unread"]) == (len(found), 3)


def test_what_was_read_is_left_out_of_what_is_unread(shop: Shop) -> None:
    reads(shop, TWO)
    found = shop.inbox("ada", unread=True)
    assert [each["id"] for each in found["items"]] == [THREE, ONE]
    assert (found["total"], found["unread"]) == (2, 2)
    assert [each["read"] for each in shop.inbox("ada")["items"]] == [False, True, False]


def test_all_until_a_time_are_read_and_one_of_them_is_unread_again(shop: Shop) -> None:
    at = next(each["at"] for each in shop.inbox("ada")["items"] if each["id"] == TWO)
    shop.rpc.mark_all_read(at, shop.by("ada"))
    shop.settle()
    assert shop.notices("ada", unread=True) == [THREE]
    shop.rpc.mark_unread([ONE], shop.by("ada"))
    shop.settle()
    assert shop.notices("ada", unread=True) == [THREE, ONE]


def test_another_persons_notice_is_none(shop: Shop) -> None:
    assert shop.notices("eve") == []
    for mark in (shop.rpc.mark_read, shop.rpc.mark_unread):
        with pytest.raises(Missing, match="no-such-notice"):
            mark([ONE, "four.statement.ready"], shop.by("ada"))


@pytest.mark.parametrize("wrong", [{"kind": "version.lost"}, {"group": "guests"}, {"before": "yesterday~one"}])
def test_what_nobody_can_ask_for_is_refused(shop: Shop, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        shop.rpc.inbox(wrong, shop.by("ada"))


@pytest.mark.parametrize("wrong", ["2026-03-02T12:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_without_its_offset_or_before_all_times_is_none(shop: Shop, wrong: str) -> None:
    with pytest.raises(Invalid, match="time-invalid"):
        shop.rpc.mark_all_read(wrong, shop.by("ada"))
    with pytest.raises(Invalid, match="time-invalid"):
        shop.rpc.inbox({"before": f"{wrong}~one"}, shop.by("ada"))
