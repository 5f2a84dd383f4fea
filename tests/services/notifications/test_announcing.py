"""On the real kernel: what concerns somebody reaches them once, by the ways they chose, however often it is heard."""

from datetime import UTC, datetime, timedelta

from tests.services.notifications.shop import REPOSITORY, Shop

USERS = f"users:{REPOSITORY}"


def test_who_holds_an_entitlement_is_told_of_its_releases(shop: Shop) -> None:
    shop.announces("told", USERS, facts={"version": "2.1"})
    item = shop.inbox("ada")["items"][0]
    assert (item["id"], item["read"], item["facts"]) == ("told.version.security", False, {"version": "2.1"})
    assert (item["product"], item["group"]) == ("acme/db", "customer")
    assert "told.version.security" not in shop.notices("eve")


def test_what_is_heard_again_is_told_once(shop: Shop) -> None:
    for _ in range(2):
        shop.announces("again", USERS)
    assert shop.notices("ada").count("again.version.security") == 1
    letters = shop.waiting("mail", "ada")
    assert letters.count(f"again.version.security:{shop.accounts['ada']}") == 1


def test_two_kinds_of_one_fact_are_two_notices(shop: Shop) -> None:
    for kind in ("version.security", "vulnerability.found"):
        shop.announces("two", USERS, kind=kind)
    assert {"two.version.security", "two.vulnerability.found"} <= set(shop.notices("ada"))


def test_who_did_it_is_not_told(shop: Shop) -> None:
    shop.announces("own", "publisher:acme:team", f"but:{shop.accounts['pat']}", kind="submission.moved")
    assert "own.submission.moved" not in shop.notices("pat")
    shop.announces("theirs", "publisher:acme:team", kind="submission.moved")
    assert "theirs.submission.moved" in shop.notices("pat")


def test_who_opted_out_of_both_ways_is_not_told(shop: Shop) -> None:
    choice = {"kinds": {"price.changed": {"page": False, "mail": "off"}}}
    shop.rpc.set_preferences(choice, shop.by("ada"))
    shop.announces("unwanted", USERS, kind="price.changed")
    assert "unwanted.price.changed" not in shop.notices("ada")
    assert not any("unwanted" in key for key in shop.waiting("mail", "ada"))


def test_who_is_heard_of_late_is_told_still(shop: Shop) -> None:
    """The fact is of a later time than the entitlement, and is heard before it."""
    happened = datetime.now(UTC) + timedelta(hours=1)
    shop.announces("early", USERS, happened=happened)
    shop.grants("sam")
    shop.settle()
    assert shop.notices("sam") == ["early.version.security"]


def test_what_happened_before_somebody_bought_it_is_not_told_to_them(shop: Shop) -> None:
    shop.announces("before", USERS)
    shop.grants("eve")
    shop.settle()
    assert "before.version.security" not in shop.notices("eve")


def test_what_is_long_over_is_told_to_nobody(shop: Shop) -> None:
    shop.announces("old", USERS, happened=datetime.now(UTC) - timedelta(days=40))
    assert "old.version.security" not in shop.notices("ada")


def test_what_happened_before_notifications_ran_here_is_told_to_nobody(shop: Shop) -> None:
    shop.announces("past", USERS, happened=datetime.now(UTC) - timedelta(days=1))
    assert "past.version.security" not in shop.notices("ada")


def test_in_quiet_hours_a_letter_waits(shop: Shop) -> None:
    now = datetime.now(UTC)
    hours = {"quiet_from": f"{now:%H:%M}", "quiet_until": f"{now + timedelta(hours=3):%H:%M}", "zone": "UTC"}
    shop.rpc.set_preferences(hours, shop.by("pat"))
    shop.announces("quiet", "publisher:acme:team", kind="statement.ready")
    assert "quiet.statement.ready" in shop.waiting("release_mail", "pat")
    assert not any("quiet" in key for key in shop.waiting("mail", "pat"))


def test_a_daily_digest_is_due_once_it_has_something_to_tell(shop: Shop) -> None:
    shop.announces("daily", USERS, kind="version.released")
    assert shop.accounts["ada"] in shop.waiting("send_digest", "ada")


def test_who_asks_gets_what_they_chose_read_and_were_told(shop: Shop) -> None:
    shop.announces("held", f"account:{shop.accounts['sam']}")
    shop.rpc.set_preferences({"zone": "Europe/Berlin"}, shop.by("sam"))
    shop.rpc.mark_read(["held.version.security"], shop.by("sam"))
    shop.settle()
    mine = shop.rpc.data_of(shop.accounts["sam"])
    assert {each["type"] for each in mine["events"]} >= {"notifications.notices-read", "notifications.delivery-set"}
    held = next(each for each in mine["notices"] if each["announcement"] == "held.version.security")
    assert (held["mail"], held["read"], held["product"]) == ("now", True, "acme/db")
