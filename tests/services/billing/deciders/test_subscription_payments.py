"""What becomes of a subscription by its invoices."""

from dataclasses import replace
from datetime import date

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.subscribing import Abandon, Command, EndSubscription, Lapse, NotePaid, NoteUnpaid
from services.billing.deciders.subscription import place_of, releases, subscription
from services.billing.deciders.subscription_state import Subscription
from services.billing.events import SubscriptionAbandoned, SubscriptionEnded, SubscriptionLapsed
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import ADA, DATABASE, INVOICE, NEXT_INVOICE, SUBSCRIPTION

bank = acting("policy:billing")
story = Scenario(subscription, bank).on(date(2026, 2, 15))
awaiting = story.given(controls.started)
running = awaiting.given(controls.activated)
renewed = running.given(controls.renewed)
behind = renewed.given(controls.past_due)
lapsed = behind.given(controls.lapsed)
PLACE = (ADA, DATABASE, "team")
first, second = NotePaid(INVOICE, PLACE), NotePaid(NEXT_INVOICE, PLACE)
declined = NoteUnpaid(NEXT_INVOICE, "card-declined")


def state_of(story: Scenario) -> str:  # type: ignore[type-arg]
    assert isinstance(story.state, Subscription)
    return story.state.state


def test_the_first_payment_opens_it() -> None:
    awaiting.when(first).then(controls.activated)
    running.when(first).then()


def test_a_first_card_that_is_declined_ends_it_at_once() -> None:
    awaiting.when(NoteUnpaid(INVOICE, "card-declined")).then(controls.abandoned)
    awaiting.given(controls.abandoned).when(NoteUnpaid(INVOICE, "card-declined")).then()


def test_a_customer_who_has_to_confirm_the_first_payment_is_waited_for() -> None:
    awaiting.when(NoteUnpaid(INVOICE, "action-needed")).then()
    awaiting.when(Abandon(INVOICE)).then(SubscriptionAbandoned(SUBSCRIPTION, ADA, "not-paid"))
    running.when(Abandon(INVOICE)).then()


@pytest.mark.parametrize("reason", ["card-declined", "action-needed", "overdue"])
def test_a_later_payment_that_fails_gives_days_of_grace(reason: str) -> None:
    renewed.when(NoteUnpaid(NEXT_INVOICE, reason)).then(controls.past_due)
    behind.when(NoteUnpaid(NEXT_INVOICE, reason)).then()


def test_the_invoice_of_something_else_changes_nothing() -> None:
    renewed.when(NoteUnpaid("another", "card-declined")).then()
    behind.when(NotePaid("another", PLACE)).then()


def test_paying_after_all_recovers_it() -> None:
    behind.when(second).then(controls.recovered)
    behind.given(controls.recovered).when(second).then()


def test_while_another_invoice_is_owed_it_stays_past_due_since_the_same_day() -> None:
    owes_two = behind.given(replace(controls.past_due, invoice=INVOICE))
    still = replace(controls.past_due, invoice=INVOICE)
    owes_two.on(date(2026, 2, 20)).when(second).then(controls.recovered, still)
    assert state_of(owes_two.given(controls.recovered, still)) == "past_due"


def test_after_the_grace_it_lapses() -> None:
    behind.on(date(2026, 3, 1)).when(Lapse(NEXT_INVOICE)).then(controls.lapsed)
    behind.on(date(2026, 2, 28)).when(Lapse(NEXT_INVOICE)).then()
    behind.given(controls.recovered).on(date(2026, 3, 1)).when(Lapse(NEXT_INVOICE)).then()


def test_what_was_given_up_lapses_at_once() -> None:
    behind.when(Lapse(NEXT_INVOICE, "written-off")).then(SubscriptionLapsed(SUBSCRIPTION, ADA, "written-off"))


def test_what_was_given_up_before_it_was_due_lapses_as_well() -> None:
    given_up = SubscriptionLapsed(SUBSCRIPTION, ADA, "written-off")
    renewed.when(Lapse(NEXT_INVOICE, "written-off")).then(controls.past_due, given_up)
    renewed.given(controls.past_due, given_up).when(second).then(controls.recovered)
    renewed.when(Lapse("another", "written-off")).then()


def test_a_switch_that_was_planned_is_not_made_after_it_lapsed() -> None:
    """The plan's place was given back with it: its holder may have that plan by now."""
    planned = renewed.given(controls.switch_scheduled, controls.past_due, controls.lapsed, controls.recovered)
    assert isinstance(planned.state, Subscription)
    assert planned.state.plan_next is None


def test_a_lapsed_one_that_is_paid_goes_on_while_its_period_runs() -> None:
    lapsed.on(date(2026, 3, 10)).when(second).then(controls.recovered)
    assert state_of(lapsed.given(controls.recovered)) == "active"


def test_a_debt_that_is_paid_after_its_period_opens_nothing() -> None:
    lapsed.on(date(2026, 3, 15)).when(second).then()


def test_a_refund_or_a_lost_dispute_ends_it() -> None:
    running.when(EndSubscription("refunded")).then(SubscriptionEnded(SUBSCRIPTION, ADA, "refunded"))
    awaiting.when(EndSubscription("refunded")).then(SubscriptionAbandoned(SUBSCRIPTION, ADA, "refunded"))
    running.given(controls.ended).when(EndSubscription("refunded")).then()


@pytest.mark.parametrize("command", [first, declined, Abandon(INVOICE), Lapse(INVOICE)])
def test_nobody_says_so_but_the_store(command: Command) -> None:
    behind.by(acting(ADA)).when(command).then_refused("store-only")


def test_nobody_ends_it_at_once_but_the_stores_people() -> None:
    running.by(acting(ADA)).when(EndSubscription("refunded")).then_refused("staff-only")


@pytest.mark.parametrize(
    ("command", "story", "given_back"),
    [
        (NoteUnpaid(INVOICE, "card-declined"), awaiting, True),
        (NoteUnpaid(INVOICE, "action-needed"), awaiting, False),
        (declined, renewed, False),
        (Lapse(NEXT_INVOICE), behind, True),
        (EndSubscription("refunded"), running, True),
        (first, awaiting, False),
    ],
)
def test_the_plan_can_be_subscribed_to_anew_once_it_is_over(
    command: Command, story: Scenario, given_back: bool
) -> None:  # type: ignore[type-arg]
    assert list(releases(command, story.state)) == ([place_of(*PLACE)] if given_back else [])
