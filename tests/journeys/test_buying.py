"""A plan is tried, bought, not paid, paid, switched and cancelled: docker, cards and the calendar on real parts."""

import pytest

from tests.journeys.buying import ASKS, FAILS, PAYS, PRODUCT, REPOSITORY, TAG, TEAM, Buyer, Sale
from tests.journeys.people import signs_up, soon_done
from tests.journeys.test_push_and_pull import company, joins, robot_of

pytestmark = pytest.mark.journey


def test_a_trial_pulls_until_it_ends_and_then_docker_says_where_to_subscribe(sale: Sale) -> None:
    ada = sale.buyer("tries")
    assert f"needs a subscription. Try or buy it: {sale.store.url}/{PRODUCT}/get?plan=team" in ada.is_told("needs")
    tried = ada.subscribes(trial=True)
    assert tried["state"] == "trialing"
    ada.pulls_soon()
    sale.clock.move(days=14, minutes=1)
    assert f"{sale.store.url}/{PRODUCT}/get?plan=team" in ada.is_told("your trial is over")
    ada.until(tried["id"], "ended")
    again = ada.api("POST", "/subscriptions", {"plan": TEAM, "trial": True})
    assert again.json()["code"] == "trial-used"


def test_a_card_buys_and_the_image_is_pulled_at_once(sale: Sale) -> None:
    ada = sale.buyer("buys")
    ada.can_pay()
    assert ada.subscribes()["state"] == "active"
    ada.pulls_soon()
    (invoice,) = ada.does("/invoices", method="GET")["items"]
    assert (invoice["state"], invoice["paid"]["method"], invoice["total"]["amount"]) == ("paid", "card", 4900)


def test_a_declined_card_buys_nothing_and_another_one_does(sale: Sale) -> None:
    ada = sale.buyer("is-declined")
    ada.can_pay(FAILS)
    refused = ada.orders()
    assert (refused.status, refused.json()["code"]) == (402, "payment-declined")
    assert not ada.pulls()
    ada.can_pay(PAYS)
    assert ada.subscribes()["state"] == "active"


def test_a_bank_that_asks_is_answered_on_its_page(sale: Sale) -> None:
    ada = sale.buyer("confirms")
    ada.enters_card(ASKS)
    waiting = ada.subscribes()
    assert (waiting["state"], ada.pulls()) == ("awaiting_payment", False)
    back = sale.cards.press(waiting["confirm_url"], answer="yes")
    assert back.startswith(f"{sale.store.url}/my-content/invoices/")
    ada.until(waiting["id"], "active")
    ada.pulls_soon()


def test_an_unpaid_renewal_has_its_grace_then_lapses_and_goes_on_once_it_is_paid(sale: Sale) -> None:
    ada = sale.buyer("does-not-pay")
    ada.can_pay()
    bought = ada.subscribes()
    ada.can_pay(FAILS)
    sale.clock.move(days=31, hours=1)
    late = ada.until(bought["id"], "past_due")
    ada.pulls_soon()
    for days in (1, 2, 2, 2):
        sale.clock.move(days=days)
    assert ada.until(bought["id"], "past_due")
    sale.clock.move(days=8)
    ada.until(bought["id"], "lapsed")
    assert "/get?plan=team" in ada.is_told("your subscription was not paid, and has ended")
    ada.can_pay(PAYS)
    paid = ada.does(f"/invoices/{late['invoice']}/pay")
    assert paid["state"] == "paid"
    ada.until(bought["id"], "active")
    ada.pulls_soon()


def test_a_larger_plan_comes_at_once_and_a_smaller_one_with_the_next_period(sale: Sale) -> None:
    ada = sale.buyer("switches")
    ada.accepts_terms(plan="fleet")
    ada.can_pay()
    path = f"/subscriptions/{(bought := ada.subscribes())['id']}"
    told = ada.does(f"{path}/switch?dry_run=true", {"plan": "fleet"})
    larger = ada.does(f"{path}/switch", {"plan": "fleet"})
    assert (larger["plan"], larger["ends"]) == (f"{PRODUCT}/fleet", bought["ends"])
    assert told["today"]["total"]["amount"] == 49000 - 4900
    smaller = ada.does(f"{path}/switch", {"plan": "team"})
    assert (smaller["plan"], smaller["scheduled"]["on"]) == (f"{PRODUCT}/fleet", bought["ends"])
    sale.clock.move(days=31, hours=1)
    ada.until(bought["id"], "active", plan="/team")  # with it goes the right to what is pulled
    ada.pulls_soon()


def test_what_is_cancelled_can_be_resumed_until_it_ends(sale: Sale) -> None:
    ada = sale.buyer("cancels")
    ada.can_pay()
    path = f"/subscriptions/{(bought := ada.subscribes())['id']}"
    assert ada.does(f"{path}/cancel")["cancel_at_period_end"] is True
    assert ada.does(f"{path}/resume")["state"] == "active"
    ada.does(f"{path}/cancel")
    ada.pulls_soon()
    sale.clock.move(days=31, hours=1)
    ada.until(bought["id"], "ended")
    ada.is_told("your subscription is over")


def test_an_owner_buys_and_members_and_robots_pull(sale: Sale) -> None:
    owner = sale.buyer("owns")
    maker = signs_up(sale.store, owner.person.docker, ("pull", "read", "buy", "publish"))
    holder = company(sale.store, maker)
    founder = Buyer(sale, maker)
    joins(sale.store, holder, maker, owner.person)
    founder.accepts_terms(holder)
    founder.can_pay(holder=holder)
    assert not owner.pulls()
    assert founder.subscribes(holder=holder)["holder"] == holder
    owner.pulls_soon()
    robot = robot_of(sale.store, holder, maker.token, sale.docker, "pull")
    assert robot.login(sale.store).ok
    soon_done(lambda: robot.docker("pull", f"{sale.store.registry}/{REPOSITORY}:{TAG}"))
