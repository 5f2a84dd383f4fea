"""A publisher tries its plans in memory: given a plan, when a made-up buyer does this, then that is what happens."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from eventlog.refusal import Forbidden, Invalid, Missing, Refused
from services.billing.deciders.coupon import coupon, subject_of
from services.billing.events import CouponCreated
from services.billing.settings import Settings
from tests.controls.subscriptions import DATABASE, fleet_offered, requests, team_offered, team_price
from tests.services.billing.world import World, world

Told = dict[str, Any]
yearly = replace(team_offered, plan="yearly", repository="acme/db-yearly", price=replace(team_price, interval="year"))
metered = replace(
    team_offered, plan="metered", repository="acme/db-metered", price=replace(team_price, components=(requests,))
)
free = replace(team_offered, plan="free", repository="acme/db", access="terms", price=None)
SUBSCRIBE = {"do": "subscribe", "card": "4242 4242 4242 4242"}
NEXT = {"do": "next"}
MONTHS = {"do": "move", "days": 400}


@pytest.fixture(scope="module")
def store() -> Iterator[World]:
    """On one of whose logs all is rehearsed: nothing of it stays there."""
    with world(team_offered, fleet_offered, yearly, metered, free) as opened:
        settings = Settings.load({"CHANDLERY_SELLER_COUNTRY": "DE"})
        vars(opened.billing).update(settings=settings, selling=replace(opened.billing.selling, country="DE"))
        yield opened


def rehearsed(store: World, *steps: Told, plan: str = "team", starts: str = "2026-01-31", **more: Any) -> Told:
    """By an editor of the publisher's, for a buyer in Germany."""
    wanted = {"steps": list(steps), "starts": starts, "country": "DE", **more}
    by = replace(store.by("ed"), roles=frozenset({"acme:editor"}))
    told: Told = store.billing.rehearse_plan(DATABASE, plan, wanted, by.dump())
    return told


def days_of(told: Told, *whats: str) -> list[tuple[str, str]]:
    """Month and day of each of these that happened."""
    happened = [each for step in told["steps"] for each in step["happened"]]
    return [(each["at"][5:10], each["what"]) for each in happened if each["what"] in whats]


def refusals(told: Told) -> list[str]:
    return [step["refused"]["code"] if step["refused"] else "" for step in told["steps"]]


def test_a_trial_without_card_ends_by_itself_and_nothing_is_owed(store: World) -> None:
    told = rehearsed(store, {"do": "subscribe", "trial": True}, NEXT)
    assert [step["state"]["state"] for step in told["steps"]] == ["trialing", "ended"]
    assert days_of(told, "trial-ended", "entitlement-ended") == [
        ("02-14", "trial-ended"),
        ("02-14", "entitlement-ended"),
    ]
    (right,) = told["steps"][1]["rights"]
    assert (right["reason"], right["ended"], told["ledger"], told["next"]) == ("trial", True, [], None)


def test_a_trial_with_a_card_goes_on_and_is_charged_to_the_cent(store: World) -> None:
    told = rehearsed(store, SUBSCRIBE | {"trial": True, "quantity": 2}, NEXT)
    (issued,) = [each for each in told["steps"][1]["happened"] if each["what"] == "invoice-issued"]
    assert (issued["details"]["net"]["amount"], issued["details"]["tax"]["amount"]) == (9800, 1862)
    assert [line["name"] for line in issued["invoice"]["taxes"]] == ["VAT"]
    postings = {each["account"]: each["amount"]["amount"] for each in issued["postings"]}
    assert postings == {"receivable": 11_662, "tax": -1862, "publisher:acme": -7350, "store-share": -2450}
    assert told["publisher"] == [{"amount": 7350, "currency": "USD"}]


def test_who_is_declined_is_tried_on_days_1_3_5_and_7_and_lapses_after_14(store: World) -> None:
    told = rehearsed(store, SUBSCRIBE | {"card": "paid-then-declined"}, {"do": "move", "days": 60})
    tried = [day for day, _ in days_of(told, "payment-declined")]
    assert tried == ["02-28", "03-01", "03-03", "03-05", "03-07"]
    assert days_of(told, "subscription-past-due", "subscription-lapsed") == [
        ("02-28", "subscription-past-due"),
        ("03-14", "subscription-lapsed"),
    ]
    assert told["steps"][1]["rights"][0] | {"reason": "grace", "ended": True} == told["steps"][1]["rights"][0]


def test_who_enters_another_card_in_time_goes_on(store: World) -> None:
    another = {"do": "add_card", "card": "pm_card_mastercard"}
    told = rehearsed(
        store, SUBSCRIBE | {"card": "paid-then-declined"}, {"do": "move", "days": 30}, another, {"do": "pay"}
    )
    assert [step["state"]["state"] for step in told["steps"]] == ["active", "past_due", "past_due", "active"]


def test_months_that_begin_on_the_31st_clamp(store: World) -> None:
    told = rehearsed(store, SUBSCRIBE, {"do": "move", "until": "2026-05-31"})
    assert [day for day, _ in days_of(told, "subscription-renewed")] == ["02-28", "03-31", "04-30", "05-31"]


def test_a_year_is_charged_once_a_year(store: World) -> None:
    told = rehearsed(store, SUBSCRIBE, {"do": "move", "days": 800}, plan="yearly")
    assert [each["at"][:10] for each in told["steps"][1]["happened"] if each["what"] == "invoice-paid"] == [
        "2027-01-31",
        "2028-01-31",
    ]


def test_the_larger_plan_is_had_at_once_for_the_rest_of_the_period(store: World) -> None:
    told = rehearsed(store, SUBSCRIBE, {"do": "move", "days": 14}, {"do": "switch", "plan": "fleet"})
    (issued,) = [each for each in told["steps"][2]["happened"] if each["what"] == "invoice-issued"]
    assert issued["details"]["net"]["amount"] == 22_050  # half a period of the difference
    open_now = [right["repository"] for right in told["steps"][2]["rights"] if not right["ended"]]
    assert open_now == ["acme/db-fleet"]


def test_a_price_that_rises_reaches_a_renewal_after_thirty_days(store: World) -> None:
    told = rehearsed(store, SUBSCRIBE, {"do": "change_price", "price": 5900}, {"do": "move", "until": "2026-03-31"})
    assert told["steps"][1]["happened"][0]["details"]["applies"] == "2026-03-02"
    issued = [each for each in told["steps"][2]["happened"] if each["what"] == "invoice-issued"]
    assert [each["details"]["net"]["amount"] for each in issued] == [4900, 5900]


def test_a_bank_that_asks_is_told_yes_or_gives_up_after_a_day(store: World) -> None:
    asked = SUBSCRIBE | {"card": "pm_card_authenticationRequired"}
    assert rehearsed(store, asked, {"do": "confirm"})["subscription"]["state"] == "active"
    given_up = rehearsed(store, asked, {"do": "move", "days": 2})
    assert days_of(given_up, "subscription-abandoned") == [("02-01", "subscription-abandoned")]


def test_a_plan_for_nothing_opens_with_its_terms(store: World) -> None:
    told = rehearsed(store, {"do": "subscribe"}, plan="free")
    (right,) = told["steps"][0]["rights"]
    assert (right["repository"], right["reason"], right["until"]) == ("acme/db", "terms-accepted", None)
    assert (told["subscription"], told["ledger"]) == (None, [])


def test_use_is_charged_with_the_next_period(store: World) -> None:
    used = {"do": "record_usage", "component": "requests", "amount": 1000}
    told = rehearsed(store, SUBSCRIBE, used, NEXT, plan="metered")
    (issued,) = [each for each in told["steps"][2]["happened"] if each["what"] == "invoice-issued"]
    assert [line["amount"]["amount"] for line in issued["invoice"]["lines"]] == [500, 4900]


def test_by_invoice_it_is_overdue_and_then_paid_by_a_transfer(store: World) -> None:
    by_invoice = {"do": "subscribe", "payment": "invoice"}
    told = rehearsed(store, by_invoice, {"do": "move", "days": 16}, {"do": "pay"})
    assert [step["state"]["state"] for step in told["steps"]] == ["active", "past_due", "active"]


def test_a_coupon_counts_as_it_does_now_and_is_not_used_up(store: World) -> None:
    created = CouponCreated("HALF", "acme", "", 50, None, 1, 1, None, "ada")
    store.tell("coupon", subject_of("acme", "HALF"), created)
    for _ in range(2):
        told = rehearsed(store, SUBSCRIBE | {"coupon": "half"})
        assert told["publisher"][0]["amount"] == 1838
    assert not store.log.fold(coupon, subject_of("acme", "HALF")).redeemed


def test_what_a_buyer_may_not_is_told_and_the_rehearsal_goes_on(store: World) -> None:
    declined, unpaid = {"card": "4000 0000 0000 0002"}, {"do": "cancel"}
    told = rehearsed(store, unpaid, SUBSCRIBE | declined, SUBSCRIBE, {"do": "confirm"}, SUBSCRIBE)
    assert refusals(told) == ["subscription-unknown", "card-declined", "", "nothing-to-confirm", "already-subscribed"]


def test_a_cancelled_one_says_what_happens_next(store: World) -> None:
    told = rehearsed(store, SUBSCRIBE, {"do": "cancel"})
    assert told["next"]["at"][:10] == "2026-02-28"
    assert told["next"]["what"][0] == "subscription-ended"
    assert told["licence"]["fields"][0]["value"] == 5


def test_nothing_of_it_reaches_the_stores_log_or_what_is_read_from_it(store: World) -> None:
    before = [each.line for each in store.log.walk()]
    rehearsed(store, SUBSCRIBE, {"do": "move", "days": 40})
    assert [each.line for each in store.log.walk()] == before
    assert store.deadlines.next_at() is None
    assert store.billing.subscriptions_of("rehearsal-buyer") == []


def test_the_same_steps_come_to_the_same(store: World) -> None:
    steps = (SUBSCRIBE, {"do": "move", "days": 40}, {"do": "cancel"})
    one, other = (rehearsed(store, *steps) for _ in range(2))
    assert (one["steps"], one["next"], one["ledger"]) == (other["steps"], other["next"], other["ledger"])


@pytest.mark.parametrize(
    ("steps", "code", "where"),
    [
        ([{"do": "dance"}], "rehearsal-step-invalid", "step 1: do"),
        ([SUBSCRIBE, {"do": "move"}], "rehearsal-step-invalid", "step 2: move days or until"),
        ([SUBSCRIBE, {"do": "move", "days": 0}], "rehearsal-step-invalid", "step 2: days"),
        ([{"do": "move", "until": "2026-01-30"}], "rehearsal-step-invalid", "step 1: until"),
        ([{"do": "switch"}], "rehearsal-step-invalid", "step 1: switch plan"),
        ([{"do": "cancel", "plan": "team"}], "rehearsal-step-invalid", "step 1: cancel plan"),
        ([{"do": "add_card", "card": "4111111111111111"}], "test-card-unknown", "step 1"),
        (
            [{"do": "move", "days": 1000}, {"do": "move", "days": 1000}],
            "rehearsal-too-long",
            "step 2: 1098 days in all",
        ),
        ([NEXT] * 51, "rehearsal-too-long", "50 steps"),
    ],
)
def test_a_step_that_cannot_be_is_refused_by_its_number(store: World, steps: list[Told], code: str, where: str) -> None:
    with pytest.raises(Invalid) as refused:
        rehearsed(store, *steps)
    assert (refused.value.code, refused.value.detail) == (code, where)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (
            {"steps": [SUBSCRIBE | {"quantity": 10**6}, {"do": "change_price", "price": 10**12}, MONTHS]},
            "rehearsal-too-large",
        ),
        ({"starts": "1999-12-31"}, "rehearsal-start-invalid"),
        ({"country": "XX1"}, "billing-details-invalid"),
        ({"tax_id": "what"}, "tax-id-invalid"),
    ],
)
def test_a_buyer_or_a_day_that_cannot_be_is_refused(store: World, more: Told, code: str) -> None:
    with pytest.raises(Refused, match=code):
        rehearsed(store, SUBSCRIBE, **more)


def test_others_do_not_try_it_and_no_plan_is_made_up(store: World) -> None:
    with pytest.raises(Forbidden, match="not-yours"):
        store.billing.rehearse_plan(DATABASE, "team", {"steps": []}, store.by("bob").dump())
    with pytest.raises(Missing, match="plan-unknown"):
        rehearsed(store, SUBSCRIBE, plan="golden")
