"""What notifications hold of somebody is gone once they were erased."""

from collections.abc import Iterator

import pytest

from tests.services.notifications.shop import REPOSITORY, Shop, open_shop


@pytest.fixture
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One of its own: Ada is erased here."""
    with open_shop(tmp_path_factory.mktemp("forgotten")) as shop:
        shop.rpc.set_preferences({"kinds": {"price.changed": {"mail": "weekly"}}}, shop.by("ada"))
        shop.announces("first", f"users:{REPOSITORY}", f"account:{shop.accounts['eve']}", facts={"version": "2.1"})
        shop.rpc.mark_read(["first.version.security"], shop.by("ada"))
        shop.settle()
        yield shop


def test_who_was_erased_is_told_nothing_any_more_and_nothing_of_theirs_is_kept(shop: Shop) -> None:
    ada = shop.accounts["ada"]
    shop.services.rpc.identity.erase(ada, shop.by("eve", "operator"))
    shop.settle()
    shop.settle()  # with what its followers then told
    assert shop.rpc.data_of(ada) == {"events": [], "notices": [], "webhooks": []}
    shop.announces("after", f"users:{REPOSITORY}", f"account:{ada}", f"account:{shop.accounts['eve']}")
    assert (shop.notices("ada"), len(shop.notices("eve"))) == ([], 2)
    assert not any("after" in key for key in shop.waiting("mail", "ada"))
