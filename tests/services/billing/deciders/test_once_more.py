"""What is told again, late or of something else changes nothing: payments, grace, trials, disputes and schedules."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.invoice import CloseDispute, IssueCreditNote, NoteDecline, NoteRefund, WriteOff
from services.billing.deciders.invoicing import bill
from services.billing.deciders.licence import AgreeValues, licence
from services.billing.deciders.licence_state import Licence
from services.billing.deciders.order import AcceptOrder
from services.billing.deciders.statement import RequestPayout
from services.billing.deciders.subscribing import (
    Abandon,
    Cancel,
    ChangePayment,
    EndPeriod,
    EndTrial,
    NotePaid,
    NoteUnpaid,
    Resume,
)
from services.billing.deciders.subscription import releases, subscription
from services.billing.events import (
    DisputeClosed,
    InvoicePaid,
    OverpaymentReceived,
    PaymentDeclined,
    SubscriptionPastDue,
    SubscriptionRenewed,
    TrialEnded,
)
from tests.controls import deals, licences, payees, subscriptions
from tests.controls import invoices as given
from tests.controls.invoices import CREDIT_NOTE, DAY, usd
from tests.controls.subscriptions import ADA, INVOICE, SUBSCRIPTION
from tests.services.billing.deciders.test_coupon import create, nothing
from tests.services.billing.deciders.test_invoice_to_the_cent import (
    declined,
    finn,
    in_part,
    ours,
    owed,
    settled,
    transfer,
)
from tests.services.billing.deciders.test_invoice_to_the_cent import state as issued
from tests.services.billing.deciders.test_order import claimed
from tests.services.billing.deciders.test_statement import issued as statement_of
from tests.services.billing.deciders.test_subscription_given_back import TEAM, term
from tests.services.billing.deciders.test_subscription_payments import PLACE, awaiting, behind, first, lapsed, second
from tests.services.billing.deciders.test_subscription_to_the_day import (
    FEBRUARY,
    PAYS,
    TRIAL_END,
    amounts,
    charge_in,
    free,
    no_price,
    renewal,
    running,
    state,
    store,
    story,
    trial,
    yearly,
)
from tests.services.billing.deciders.test_taking import OFFER, scheduled, taking
from tests.services.billing.deciders.test_taxing import ada, charge, sale, terms
from vocabulary.money import Money

# -- what became of a subscription's invoices


def test_a_payment_for_something_else_opens_nothing() -> None:
    awaiting.when(NotePaid("another", PLACE)).then()
    awaiting.when(Abandon("another")).then()
    awaiting.when(first).then(subscriptions.activated)


def test_a_debt_that_is_paid_after_the_end_opens_nothing_again() -> None:
    """Its period runs still, but it was refunded, revoked or disputed."""
    behind.given(replace(subscriptions.ended, reason="refunded")).when(second).then()
    assert lapsed.when(second).events == [subscriptions.recovered]


def test_each_debt_has_its_own_fortnight_and_those_at_one_time_have_one() -> None:
    another = NoteUnpaid(INVOICE, "card-declined")
    together = behind.on(date(2026, 2, 20)).when(another)
    together.then(replace(subscriptions.past_due, invoice=INVOICE))
    again = behind.given(subscriptions.recovered).on(date(2026, 2, 20)).when(another)
    again.then(SubscriptionPastDue(SUBSCRIPTION, ADA, INVOICE, date(2026, 2, 20), date(2026, 3, 6)))


# -- trials


@pytest.mark.parametrize("cancelled", [True, False])
def test_a_trial_that_is_over_is_not_ended_again_nor_paid_for(cancelled: bool) -> None:
    tried = trial.given(subscriptions.cancelled) if cancelled else trial
    over = tried.by(store).on(TRIAL_END).when(EndTrial(replace(PAYS, details=False))).events
    tried.given(*over).by(store).on(TRIAL_END).when(EndTrial(PAYS)).then()


def test_a_cancelled_trial_gives_its_place_back_however_it_could_be_paid() -> None:
    assert list(releases(EndTrial(PAYS), trial.given(subscriptions.cancelled).state)) == TEAM
    assert list(releases(Cancel(), free.state)) == TEAM


def test_the_days_of_a_trial_are_no_period_that_a_coupon_counts() -> None:
    once = replace(subscriptions.ten_percent, periods=1)
    tried = story.given(replace(subscriptions.tried, discount=once)).by(store).on(TRIAL_END)
    assert amounts(charge_in(tried, EndTrial(PAYS))) == [4900, -490]
    passed = tried.given(replace(subscriptions.switched, agreed=yearly, charge=None, anchor=TRIAL_END.date()))
    assert state(passed).state == "trialing"
    assert amounts(charge_in(passed, EndTrial(PAYS))) == [49000, -4900]


def test_an_extended_trial_has_its_last_day_anew() -> None:
    assert state(trial.given(subscriptions.trial_extended)).ends == date(2026, 2, 12)


def test_an_offer_for_nothing_is_no_way_out_of_a_trial() -> None:
    trial.when(taking(agreed=no_price)).then_refused("free-after-trial")


# -- what was planned


def test_what_is_switched_at_once_forgets_what_was_planned_and_announced() -> None:
    planned = running.given(subscriptions.switch_scheduled, subscriptions.price_announced, subscriptions.switched)
    events = planned.by(store).on(FEBRUARY).when(EndPeriod(FEBRUARY)).events
    assert [type(event) for event in events] == [SubscriptionRenewed]
    assert renewal(planned, FEBRUARY).price == Money(49000, "USD")
    assert (state(planned).price_next, state(planned).source_next) == (None, "shelf")


def test_an_offer_of_as_many_as_there_are_to_be_schedules_no_others() -> None:
    fewer = running.given(subscriptions.quantity_changed, subscriptions.quantity_scheduled)
    fewer.when(taking(quantity=2)).then(scheduled)
    at_once = fewer.when(taking(quantity=3, at_once=True, agreed=subscriptions.fleet)).events
    assert at_once[-1] == subscriptions.quantity_changed, "the smaller number is not to come any more"


def test_an_offer_in_any_currency_replaces_what_is_free_and_what_is_free_any_offer() -> None:
    euros = replace(subscriptions.team, price=Money(4500, "EUR"))
    assert free.when(taking(agreed=euros)).refused is None
    paying = story.given(replace(subscriptions.started, agreed=euros), subscriptions.activated)
    paying.when(taking(agreed=no_price, at_once=True)).then(replace(scheduled, agreed=no_price, source=OFFER))


def test_a_cancellation_is_taken_back_until_the_last_second() -> None:
    cancelled = running.given(subscriptions.cancelled)
    assert cancelled.on(datetime(2026, 2, 14, 23, 59, 59, tzinfo=UTC)).when(Resume()).refused is None
    cancelled.on(datetime(2026, 2, 15, tzinfo=UTC)).when(Resume()).then_refused("subscription-over")


def test_it_is_paid_in_one_of_two_ways() -> None:
    running.when(ChangePayment("cheque", PAYS)).then_refused("payment-invalid")
    free.when(ChangePayment("invoice", PAYS)).then_refused("nothing-to-pay")
    assert term.when(ChangePayment("invoice", PAYS)).refused is not None


# -- invoices


def test_of_a_payment_that_is_too_large_the_fee_is_booked_once() -> None:
    paid, over = owed.when(replace(transfer, method="card", reference="pi_1", amount=usd(6000), fee=usd(199))).events
    assert isinstance(paid, InvoicePaid)
    assert isinstance(over, OverpaymentReceived)
    assert (paid.fee, over.fee, over.amount) == (usd(199), usd(0), usd(169))
    owed.when(replace(transfer, fee=usd(-1))).then_refused("amount-invalid")


def test_of_what_was_taken_back_as_a_whole_no_part_is_taken_back() -> None:
    gone = settled.by(finn).given(given.credited)
    gone.when(IssueCreditNote("C2", usd(1), "more")).then_refused("more-than-left")
    gone.when(IssueCreditNote("C2", None, "again")).then()


def test_a_credit_note_over_a_part_of_what_is_not_paid_leaves_the_rest_owed() -> None:
    note = in_part.by(finn).when(IssueCreditNote("C1", usd(1000), "late"))
    then = issued(in_part.given(*note.events))
    assert (len(note.events), then.owed, then.from_credit) == (1, usd(2831), usd(2000))


def test_two_lost_disputes_are_borne_to_the_cent() -> None:
    twice = settled
    for id in ("dp_1", "dp_2"):
        opened = replace(given.disputed, dispute=id, amount=usd(1000))
        (closed,) = twice.given(opened).by(ours).when(CloseDispute(id, won=False)).events
        assert isinstance(closed, DisputeClosed)
        twice = twice.given(opened, closed)
    assert (closed.net, closed.tax, closed.publisher_share) == (usd(841), usd(159), usd(631))


def test_a_refund_is_recorded_with_where_it_is_found() -> None:
    settled.by(finn).given(given.credited).when(NoteRefund(CREDIT_NOTE, "transfer", " ")).then_refused(
        "reference-missing"
    )


def test_a_payment_in_advance_that_is_declined_is_not_tried_again() -> None:
    advance = Scenario(owed.decider, ours).given(replace(given.prepared, publisher=""), given.issued)
    (event,) = advance.when(NoteDecline(1, "card_declined", "pi_1")).events
    assert isinstance(event, PaymentDeclined)
    assert event.next_try is None


def test_no_card_is_at_work_on_what_is_paid_by_transfer() -> None:
    by_transfer = Scenario(owed.decider, finn).given(
        replace(given.prepared, payment="invoice"), replace(given.issued, payment="invoice")
    )
    assert (issued(by_transfer).attempt, issued(by_transfer).standing) == (0, "idle")
    assert by_transfer.when(WriteOff("bankrupt")).refused is None
    assert declined.by(finn).when(WriteOff("bankrupt")).refused is None


def test_the_tax_is_that_of_whom_it_is_made_out_to_or_as_it_was_worked_out() -> None:
    french = bill(charge, sale, replace(ada, country="FR", tax_id="FR40303265045"), terms, DAY)
    assert french is not None
    assert (french.tax, french.total, french.tax_id) == (usd(980), usd(5880), "FR40303265045")
    without = bill(charge, sale, ada, terms, DAY, ())
    assert without is not None
    assert (without.tax, without.total, without.taxes) == (usd(0), usd(4900), ())
    assert bill(replace(charge, lines=()), sale, ada, terms, DAY) is None


# -- orders, licences, statements, coupons


def test_an_order_is_accepted_from_its_first_day_on() -> None:
    assert claimed.on(deals.order_placed.starts).when(AcceptOrder("s")).refused is None


def test_nothing_is_agreed_on_for_a_licence_that_was_taken_back() -> None:
    revoked = Scenario(licence, acting("eve", "acme:editor")).given(licences.licence_issued, licences.licence_revoked)
    revoked.when(AgreeValues({"nodes": "9"})).then_refused("licence-revoked")
    assert isinstance(revoked.state, Licence)
    assert revoked.state.standing(TRIAL_END) == "revoked"


def test_money_of_which_nobody_knows_where_to_waits_and_nothing_is_no_money() -> None:
    statement_of.when(RequestPayout("", "")).then()
    nothing_due = Scenario(statement_of.decider, statement_of.context).given(
        replace(payees.statement_issued, due=payees.usd(0))
    )
    nothing_due.when(RequestPayout("stripe", payees.ACCOUNT)).then()


def test_a_colleague_who_creates_the_same_coupon_creates_none() -> None:
    nothing.given(deals.coupon_created).by(acting("carol", "acme:editor")).when(create).then()


def test_a_trial_that_ended_charges_once() -> None:
    (event,) = trial.by(store).on(TRIAL_END).when(EndTrial(PAYS)).events
    assert isinstance(event, TrialEnded)
    trial.given(event).by(store).on(TRIAL_END).when(EndTrial(PAYS)).then()
    assert Scenario(subscription, store).when(EndTrial(PAYS)).refused is not None
