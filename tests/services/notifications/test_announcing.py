"""On the real kernel: what concerns somebody reaches them once, by the ways they chose, however often it is heard."""

from tests.services.notifications.shop import REPOSITORY, Shop


def test_who_holds_an_entitlement_is_told_of_its_releases(shop: Shop) -> None:
    shop.announces("first", f"users:{REPOSITORY}", facts={"version": "2.1"})
    found = shop.inbox("ada")
    (item,) = found["items"]
    assert (item["id"], item["read"], item["facts"]) == ("first.version.security", False, {"version": "2.1"})
    assert (item["product"], item["group"], found["unread"]) == ("acme/db", "customer", 1)
    assert shop.waiting("mail", "ada") == [f"first.version.security:{shop.accounts['ada']}"]
    assert shop.notices("eve") == []
