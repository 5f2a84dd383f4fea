"""Offers and coupons on the real kernel: for whom they are, in their time, and never for more than they are for."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from nameko.exceptions import RemoteError

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.billing.service.deals import Deals
from services.billing.service.subscription_desk import SubscriptionDesk
from services.catalog import events as catalog
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import DATABASE
from tests.services.billing.conftest import NEW_TERMS, TERMS
from tests.services.billing.subscribed import Shop, shop

PRICE = {"amount": 3900, "currency": "USD"}
OFFER = {
    "to": "ada",
    "price": PRICE,
    "interval": "month",
    "quantity": 2,
    "trial_days": 0,
    "until": "2026-02-01T00:00:00+00:00",
    "note": "",
}
COUPON = {"code": "spring", "address": "", "percent": 50, "amount": None, "periods": 1, "limit": 0, "until": None}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Shop]:
    with shop(tmp_path) as running:
        running.open()
        yield running


def offer(opened: Shop, **more: Any) -> str:
    by = opened.by("bea", "acme:editor")
    return str(opened.rpc.extend_offer("acme", DATABASE, "team", OFFER | more, by)["id"])


def accept(opened: Shop, offer: str, payment: str = "invoice", *, dry: bool = False) -> dict[str, Any]:
    answer: dict[str, Any] = opened.rpc.accept_offer(offer, payment, dry, opened.by("ada"))
    return answer


def coupon(opened: Shop, **more: Any) -> None:
    opened.rpc.create_coupon("acme", COUPON | more, opened.by("bea", "acme:owner"))


def redeemed(opened: Shop) -> int:
    return int(opened.rpc.coupons_of("acme")[0]["redeemed"])


def test_an_accepted_offer_is_a_subscription_at_its_price(opened: Shop) -> None:
    opened.customer()
    taken = accept(opened, offer(opened))
    bought = opened.rpc.subscription(taken["subscription"])
    assert (taken["state"], bought["state"], bought["price"], bought["quantity"]) == ("accepted", "active", PRICE, 2)
    opened.has(("acme/db-team", "subscription", "2026-03-01T00:00:00+00:00"))


def test_its_dry_run_tells_the_amounts_and_changes_nothing(opened: Shop) -> None:
    opened.customer(plans=())
    told = accept(opened, offer(opened), dry=True)
    assert told["today"]["net"] == {"amount": 7800, "currency": "USD"}
    assert "billing.subscription-started" not in opened.told()


def test_nobody_else_accepts_it(opened: Shop) -> None:
    opened.customer("bob")
    with pytest.raises(Forbidden, match="not-yours"):
        opened.rpc.accept_offer(offer(opened), "invoice", False, opened.by("bob"))


def test_it_is_accepted_once(opened: Shop) -> None:
    opened.customer()
    made = offer(opened)
    accept(opened, made)
    with pytest.raises(Conflicting, match="offer-accepted"):
        accept(opened, made)


def test_a_free_offer_asks_for_no_details(opened: Shop) -> None:
    opened.accept("ada", plan="team")
    accept(opened, offer(opened, price=None, trial_days=14))
    opened.has(("acme/db-team", "subscription", None))


def test_without_details_it_stays_open(opened: Shop) -> None:
    opened.accept("ada", plan="team")
    made = offer(opened)
    with pytest.raises(Conflicting, match="billing-details-missing"):
        accept(opened, made)
    assert opened.rpc.offer(made)["state"] == "open"


def test_where_the_card_is_declined_it_is_open_again(opened: Shop) -> None:
    opened.customer()
    made = offer(opened)
    first = accept(opened, made, "card")["subscription"]
    opened.bank("declined", opened.rpc.subscription(first)["invoice"])
    opened.services.until(lambda: opened.rpc.offer(made)["state"] == "open")
    assert accept(opened, made)["subscription"] != first


def test_it_runs_out_by_itself(opened: Shop) -> None:
    made = offer(opened)
    opened.until(date(2026, 2, 1))
    opened.services.until(lambda: opened.rpc.offer(made)["state"] == "expired")
    opened.services.until(lambda: [each["state"] for each in opened.rpc.offers_to("ada")] == ["expired"])


def test_what_was_taken_back_cannot_be_accepted(opened: Shop) -> None:
    opened.customer()
    made = offer(opened)
    opened.rpc.withdraw_offer(made, opened.by("bea", "acme:owner"))
    with pytest.raises(Conflicting, match="offer-withdrawn"):
        accept(opened, made)


def test_a_plan_that_is_not_on_the_shelves_is_not_offered(opened: Shop) -> None:
    with pytest.raises(Missing, match="plan-unknown"):
        opened.rpc.extend_offer("acme", DATABASE, "none", OFFER, opened.by("bea", "acme:owner"))


def renewal(opened: Shop, bought: dict[str, Any], **more: Any) -> str:
    return offer(opened, kind="renewal", changes=bought["id"], **more)


def test_a_renewal_counts_from_the_periods_end_with_what_was_accepted(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe(payment="invoice")
    id = renewal(opened, bought)
    assert accept(opened, id)["subscription"] == bought["id"]
    now = opened.of(bought)
    assert (now["price"]["amount"], now["quantity"]) == (4900, 1)
    assert now["scheduled"] == {"plan": "acme/db/team", "quantity": 2, "on": "2026-02-15"}
    assert now["next"]["amount"]["amount"] == 7800
    opened.bank("paid", bought["invoice"])
    opened.until(date(2026, 2, 15))
    opened.services.until(lambda: opened.of(bought)["ends"] == "2026-03-15")
    then = opened.of(bought)
    assert (then["price"], then["quantity"], then["source"]) == (PRICE, 2, f"offer-{id}")
    assert then["terms"] == {"version": "1", "digest": TERMS.digest}
    opened.services.until(lambda: opened.issued(then["invoice"]))
    assert opened.rpc.invoice(then["invoice"])["total"]["amount"] == 7800
    opened.has(("acme/db-team", "subscription", "2026-03-29T00:00:00+00:00"))


def test_who_accepts_no_renewal_pays_as_before(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe(payment="invoice")
    renewal(opened, bought)
    opened.bank("paid", bought["invoice"])
    opened.until(date(2026, 2, 15))
    opened.services.until(lambda: opened.of(bought)["ends"] == "2026-03-15")
    assert opened.of(bought)["price"]["amount"] == 4900


def test_a_replacement_shows_its_exact_amounts_and_costs_those(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe(payment="invoice")
    opened.until(date(2026, 1, 28))
    id = offer(opened, kind="replacement", changes=bought["id"])
    shown = accept(opened, id, dry=True)
    assert opened.of(bought)["price"]["amount"] == 4900
    assert accept(opened, id)["state"] == "accepted"
    now = opened.of(bought)
    assert (now["price"], now["quantity"], now["ends"]) == (PRICE, 2, "2026-02-15")
    opened.services.until(lambda: opened.issued(now["invoice"]))
    assert opened.rpc.invoice(now["invoice"])["total"] == shown["today"]["total"]
    assert shown["today"]["total"]["amount"] == 4529 - 2845


def test_a_replacement_is_accepted_once_and_sent_again_answers_the_same(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe(payment="invoice")
    id = offer(opened, kind="replacement", changes=bought["id"])
    for _ in range(2):
        assert accept(opened, id)["subscription"] == bought["id"]
    assert opened.told().count("billing.plan-switched") == 1


def test_a_renewal_waits_for_new_terms_to_be_accepted(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe(payment="invoice")
    id = renewal(opened, bought)
    told = catalog.PlanChanged(
        DATABASE, "team", "Team", "", "subscribers", NEW_TERMS, price=controls.team_offered.price
    )
    opened.tell(told)
    opened.services.until(lambda: opened.told().count("billing.plan-offered") == 3)
    assert accept(opened, id, dry=True)["scheduled"]["quantity"] == 2
    with pytest.raises(Conflicting, match="terms-not-accepted"):
        accept(opened, id)
    opened.accept("ada", "2", "team")
    assert accept(opened, id)["state"] == "accepted"


def test_nobody_offers_for_anothers_customer(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe(payment="invoice")
    with pytest.raises(Missing, match="subscription-unknown"):
        renewal(opened, bought, to="bob")


def test_an_offer_of_fewer_seats_than_are_given_waits_until_some_are_taken_back(opened: Shop) -> None:
    opened.customer()
    bought = opened.subscribe(payment="invoice", quantity=3)
    for each in range(3):
        opened.rpc.invite_to_seat(bought["id"], f"{each}@example.org", opened.by("ada"))
    id = offer(opened, kind="replacement", changes=bought["id"])
    with pytest.raises(Conflicting, match="seats-in-use: 3 given, 2 wanted"):
        accept(opened, id)
    assert opened.rpc.offer(id)["state"] == "open"


def test_where_the_store_dies_before_the_offer_hears_of_it_the_fact_tells_it(
    opened: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.customer()
    bought = opened.subscribe(payment="invoice")
    id = renewal(opened, bought)

    def die(*_: Any) -> None:
        raise RuntimeError("died")

    monkeypatch.setattr(Deals, "_on_offer", die)
    with pytest.raises(RemoteError, match="died"):
        accept(opened, id)
    opened.services.until(lambda: opened.rpc.offer(id)["state"] == "accepted")


def test_a_coupon_is_taken_off(opened: Shop) -> None:
    coupon(opened)
    opened.customer()
    whole = opened.subscribe(payment="invoice", dry=True)["today"]["net"]["amount"]
    reduced = opened.subscribe(payment="invoice", coupon="SPRING", dry=True)["today"]["net"]["amount"]
    assert reduced == whole // 2
    opened.subscribe(payment="invoice", coupon="SPRING")
    opened.services.until(lambda: redeemed(opened) == 1)


def test_a_dry_run_redeems_nothing(opened: Shop) -> None:
    coupon(opened, limit=1)
    opened.customer()
    opened.subscribe(payment="invoice", coupon="spring", dry=True)
    assert "billing.coupon-redeemed" not in opened.told()


def test_a_limit_holds_whoever_is_quicker(opened: Shop) -> None:
    coupon(opened, limit=2)
    holders = [f"customer-{number}" for number in range(6)]
    for holder in holders:
        opened.customer(holder, plans=("team",))
    wanted = {"payment": "invoice", "coupon": "SPRING"}
    asked = [
        opened.rpc.subscribe.call_async(DATABASE, "team", holder, wanted, False, opened.by(holder))
        for holder in holders
    ]
    refused = [code for each in asked if (code := refusal_of(each))]
    assert refused == ["coupon-used-up"] * 4
    assert opened.told().count("billing.subscription-started") == opened.told().count("billing.coupon-redeemed") == 2


def refusal_of(asked: Any) -> str:
    try:
        asked.result()
    except Conflicting as refused:
        return refused.code
    return ""


def test_a_refused_subscription_uses_no_coupon(opened: Shop) -> None:
    coupon(opened, limit=1)
    opened.accept("ada", plan="team")
    with pytest.raises(Conflicting, match="billing-details-missing"):
        opened.subscribe(payment="invoice", coupon="SPRING")
    opened.services.until(lambda: "billing.coupon-returned" in opened.told())
    opened.customer("bob")
    assert opened.subscribe("bob", payment="invoice", coupon="SPRING")["state"] == "active"


def test_where_the_card_is_declined_the_coupon_was_not_used(opened: Shop) -> None:
    coupon(opened, limit=1)
    opened.customer()
    bought = opened.subscribe(coupon="SPRING")
    opened.bank("declined", bought["invoice"])
    opened.services.until(lambda: "billing.coupon-returned" in opened.told())
    assert opened.subscribe(coupon="SPRING")["state"] == "awaiting_payment"


def test_where_the_store_dies_before_the_subscription_starts_the_coupon_is_given_back(
    opened: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    coupon(opened, limit=1)
    opened.customer()
    with monkeypatch.context() as broken:
        broken.delattr(SubscriptionDesk, "_decided")
        with pytest.raises(RemoteError):
            opened.subscribe(payment="invoice", coupon="SPRING")
    assert redeemed_and_returned(opened) == (1, 0)
    opened.later(minutes=11)
    opened.services.until(lambda: redeemed_and_returned(opened) == (1, 1))


def redeemed_and_returned(opened: Shop) -> tuple[int, int]:
    told = opened.told()
    return told.count("billing.coupon-redeemed"), told.count("billing.coupon-returned")


def test_a_coupon_runs_out_by_itself(opened: Shop) -> None:
    coupon(opened, until="2026-02-01T00:00:00+00:00")
    opened.customer()
    opened.until(date(2026, 2, 1))
    opened.services.until(lambda: "billing.coupon-expired" in opened.told())
    with pytest.raises(Conflicting, match="coupon-expired"):
        opened.subscribe(coupon="SPRING")


def test_a_retired_coupon_is_unknown(opened: Shop) -> None:
    coupon(opened)
    opened.rpc.retire_coupon("acme", "spring", opened.by("bea", "acme:owner"))
    opened.customer()
    with pytest.raises(Missing, match="coupon-unknown"):
        opened.subscribe(coupon="SPRING")


def test_an_amount_that_cannot_be_read_is_refused(opened: Shop) -> None:
    with pytest.raises(Invalid, match="price-invalid"):
        coupon(opened, percent=0, amount={"amount": "much"})
