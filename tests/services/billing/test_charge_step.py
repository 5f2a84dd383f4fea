"""The step that charges, sends back and notes: once, whatever was there before, and for nobody who may not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Missing, Unavailable
from services.billing.deciders.credit import credit, subject_of
from services.billing.deciders.invoice import Issued, invoice
from services.billing.ports import Dispute, NotReached, NotTaken, Refund, Unanswered
from tests.controls import credit as prepaid
from tests.controls import invoices as given
from tests.controls import payments
from tests.controls.invoices import ADA, CREDIT_NOTE, INVOICE, SUBSCRIPTION, TOTAL, usd
from tests.services.billing.company import NOON, Counter, counter

SECOND = replace(given.requested, attempt=2)
LATER = NOON + timedelta(days=1)
by_transfer = (replace(given.prepared, payment="invoice"), replace(given.issued, payment="invoice"))


@pytest.fixture
def desk() -> Iterator[Counter]:
    with counter() as opened:
        yield opened


def state(desk: Counter) -> Issued:
    found = desk.log.fold(invoice, INVOICE)
    assert isinstance(found, Issued)
    return found


def by(actor: str = ADA, *roles: str) -> dict[str, Any]:
    return Context(f"by {actor}", actor, NOON, frozenset(roles), fingerprint="asked").dump()


# -- what is charged


def test_what_is_owed_is_charged_with_its_attempt_and_the_fee_is_booked(desk: Counter) -> None:
    desk.owes()
    desk.charge(1)
    (sent,) = desk.bank.sent
    assert (sent.key, sent.amount, sent.customer, sent.method) == (f"{INVOICE}/1", TOTAL, "cus_Ada", "pm_visa")
    assert (sent.subscription, sent.number) == (SUBSCRIPTION, "2026-000001")
    paid = state(desk).paid
    assert paid is not None
    assert (paid.fee, paid.reference, desk.bank.asked) == (usd(199), "pi_1", [])


@pytest.mark.parametrize(
    ("before", "number"),
    [((given.paid,), 1), ((SECOND,), 1), ((given.declined,), 1), ((), 2), ((given.never_paid,), 1)],
)
def test_what_is_not_asked_for_is_not_charged(desk: Counter, before: tuple[Any, ...], number: int) -> None:
    desk.owes(*before)
    desk.charge(number)
    assert (desk.bank.sent, desk.told()) == ([], [])


@pytest.mark.parametrize(("begun", "at"), [(2, NOON), (1, LATER)])
def test_what_may_have_been_sent_is_looked_for_and_not_sent_again(desk: Counter, begun: int, at: datetime) -> None:
    desk.owes()
    desk.bank.has("pi_1", 1, "paid")
    desk.charge(1, begun=begun, at=at)
    assert (desk.bank.asked, desk.bank.sent, state(desk).state) == ([INVOICE], [], "paid")


def test_a_charge_that_was_declined_without_our_hearing_it_is_not_sent_again(desk: Counter) -> None:
    desk.owes()
    desk.bank.has("pi_1", 1, "declined")
    desk.charge(1, begun=2)
    assert (desk.bank.sent, desk.told()) == ([], ["PaymentDeclined"])


@pytest.mark.parametrize("found", ["paid", "withdrawn"])
def test_an_attempt_before_is_paid_by_nobody_later(desk: Counter, found: str) -> None:
    """It is withdrawn before another is sent, and where it was paid in that moment nothing is."""
    desk.owes(given.action_needed, SECOND)
    desk.bank.has("pi_1", 1, "action")
    desk.bank.at_the_last_moment = found
    desk.charge(2)
    kinds = [each if isinstance(each, str) else each.attempt for each in desk.bank.sent]
    assert kinds == (["withdraw pi_1"] if found == "paid" else ["withdraw pi_1", 2])
    assert (state(desk).state, desk.told().count("InvoicePaid")) == ("paid", 1)


def test_what_was_paid_under_an_attempt_before_is_not_charged_again(desk: Counter) -> None:
    desk.owes(given.declined, SECOND)
    desk.bank.has("pi_1", 1, "paid")
    desk.charge(2)
    assert (desk.bank.sent, desk.told()) == ([], ["InvoicePaid"])


@pytest.mark.parametrize(
    ("answer", "told", "waits"),
    [
        ("declined", ["PaymentDeclined"], False),
        ("action", ["PaymentActionNeeded"], False),
        ("processing", [], False),
        (NotTaken("card_gone"), ["PaymentDeclined"], False),
        (ValueError("not a whole number"), ["PaymentDeclined"], False),
        (Unanswered("lost"), ["PaymentUnknown"], True),
        (NotReached("away"), [], True),
    ],
)
def test_what_is_answered_is_noted_and_what_is_not_is_asked_again(
    desk: Counter, answer: Any, told: list[str], waits: bool
) -> None:
    desk.owes()
    desk.bank.answer = answer
    if waits:
        with pytest.raises(Unavailable, match="payments-away"):
            desk.charge(1)
    else:
        desk.charge(1)
    assert (desk.told(), len(desk.bank.sent)) == (told, 1)


def test_without_a_card_nothing_is_sent(desk: Counter) -> None:
    desk.owes()
    desk.tell("customer", ADA, payments.visa_removed)
    desk.charge(1)
    assert (desk.bank.sent, desk.told()) == ([], ["PaymentDeclined"])


# -- what goes back, and what nobody is to pay any more


@pytest.mark.parametrize(
    ("answer", "told"),
    [("sent", ["RefundIssued"]), ("failed", ["RefundFailed"]), (NotTaken("disputed"), ["RefundFailed"])],
)
def test_what_came_by_card_goes_back_to_it(desk: Counter, answer: Any, told: list[str]) -> None:
    desk.owes(given.paid, given.credited)
    desk.bank.answer = answer
    desk.billing.send_back(desk.effect(credit_note=CREDIT_NOTE))
    assert (desk.bank.sent, desk.told()) == ([("pi_1", CREDIT_NOTE, TOTAL)], told)


@pytest.mark.parametrize(
    "facts",
    [
        (given.by_transfer, given.credited),
        (given.paid, given.credited, given.refunded),
        (given.never_paid,),
        (given.paid,),
    ],
)
def test_what_came_otherwise_or_went_back_already_is_not_sent(desk: Counter, facts: tuple[Any, ...]) -> None:
    desk.owes(*facts)
    desk.billing.send_back(desk.effect(credit_note=CREDIT_NOTE))
    assert (desk.bank.sent, desk.told()) == ([], [])


@pytest.mark.parametrize(
    ("facts", "sent"),
    [
        ((given.action_needed, given.never_paid), ["withdraw pi_1"]),
        ((given.declined, given.written_off), ["withdraw pi_1"]),
        ((given.action_needed,), []),
    ],
)
def test_only_what_is_owed_no_more_is_withdrawn(desk: Counter, facts: tuple[Any, ...], sent: list[str]) -> None:
    desk.owes(*facts)
    desk.bank.has("pi_1", 1, "action")
    desk.bank.has("pi_0", 0, "paid", invoice="another")
    desk.billing.withdraw(desk.effect())
    assert desk.bank.sent == sent


def test_of_an_invoice_by_transfer_nothing_is_withdrawn(desk: Counter) -> None:
    desk.tell("invoice", INVOICE, *by_transfer, given.never_paid)
    desk.bank.has("pi_1", 1, "action")
    desk.billing.withdraw(desk.effect())
    assert desk.bank.sent == []


# -- what the company tells


def read_back(desk: Counter, type: str, thing: str) -> None:
    desk.billing.read_back(desk.effect(type=type, object=thing))


@pytest.mark.parametrize(
    ("state_there", "told"),
    [
        ("paid", ["InvoicePaid"]),
        ("declined", ["PaymentDeclined"]),
        ("withdrawn", ["PaymentDeclined"]),
        ("action", ["PaymentActionNeeded"]),
        ("processing", []),
    ],
)
def test_a_payment_is_noted_as_it_stands_there_once(desk: Counter, state_there: str, told: list[str]) -> None:
    desk.owes()
    desk.bank.has("pi_1", 1, state_there)
    for type in ("payment_intent.succeeded", "payment_intent.created", "payment_intent.succeeded"):
        read_back(desk, type, "pi_1")
    assert desk.told() == told


def test_what_is_none_of_ours_or_not_there_is_passed_over(desk: Counter) -> None:
    desk.owes()
    desk.bank.has("pi_9", 1, "paid", invoice="")
    desk.bank.has("pi_8", 1, "paid", invoice="of another store")
    for thing in ("pi_9", "pi_8", "pi_7"):
        read_back(desk, "payment_intent.succeeded", thing)
    assert desk.told() == []


@pytest.mark.parametrize(
    ("state_there", "told"),
    [
        ("asked", []),
        ("open", ["InvoicePaid", "DisputeOpened"]),
        ("won", ["InvoicePaid", "DisputeOpened", "DisputeClosed"]),
        ("lost", ["InvoicePaid", "DisputeOpened", "DisputeClosed"]),
    ],
)
def test_a_dispute_is_noted_after_its_payment_and_how_it_ended(
    desk: Counter, state_there: Any, told: list[str]
) -> None:
    desk.owes()
    desk.bank.has("pi_1", 1, "paid")
    until = datetime(2026, 1, 25, 23, tzinfo=UTC)
    desk.bank.disputes["dp_1"] = Dispute("dp_1", "pi_1", state_there, TOTAL, usd(1500), "fraudulent", until)
    for _ in range(2):
        read_back(desk, "charge.dispute.created", "dp_1")
    assert desk.told() == told
    assert [each.won for each in state(desk).closed.values()] == [state_there == "won"] * (
        state_there in ("won", "lost")
    )


@pytest.mark.parametrize(("closed", "held"), [((), TOTAL), ((given.won,), usd(0))])
def test_a_dispute_from_before_the_store_held_credit_is_held_at_its_next_word(
    desk: Counter, closed: tuple[Any, ...], held: Any
) -> None:
    """Once, and not where it was decided meanwhile."""
    whose: Any = {"publisher": "", "subscription": ""}
    top_up = (replace(given.prepared, **whose), replace(given.issued, **whose), given.paid)
    desk.tell("invoice", INVOICE, *top_up, replace(given.disputed, **whose), *closed)
    desk.tell("credit", subject_of(ADA, "USD"), replace(prepaid.topped_up, credit=INVOICE, amount=TOTAL))
    desk.bank.has("pi_1", 1, "paid")
    desk.bank.disputes["dp_1"] = Dispute("dp_1", "pi_1", "open", TOTAL, usd(1500), "fraudulent", None)
    for _ in range(2):
        read_back(desk, "charge.dispute.updated", "dp_1")
    lot = desk.log.fold(credit, subject_of(ADA, "USD")).lots[INVOICE]
    assert (lot.held, lot.left) == (held.amount, TOTAL - held)
    assert found(desk) == []


@pytest.mark.parametrize(("state_there", "told"), [("sent", ["RefundIssued"]), ("failed", ["RefundFailed"])])
def test_a_refund_is_noted_as_it_stands_there(desk: Counter, state_there: Any, told: list[str]) -> None:
    desk.owes(given.paid, given.credited)
    desk.bank.refunds["re_1"] = Refund("re_1", CREDIT_NOTE, "pi_1", INVOICE, state_there, TOTAL)
    desk.bank.refunds["re_2"] = replace(desk.bank.refunds["re_1"], credit_note="")
    for thing in ("re_1", "re_2", "re_1"):
        read_back(desk, "refund.updated", thing)
    assert desk.told() == told


@pytest.mark.parametrize(
    ("type", "kept"), [("payment_intent.succeeded", True), ("charge.dispute.closed", True), ("customer.created", False)]
)
def test_what_is_of_no_interest_is_answered_and_not_kept(desk: Counter, type: str, kept: bool) -> None:
    for _ in range(2):
        assert desk.billing.receive_webhook(type, "right") == {"kept": kept}
    assert len(desk.log.read("notice-evt_1")) == kept
    with pytest.raises(Forbidden, match="signature-wrong"):
        desk.billing.receive_webhook(type, "wrong")


# -- what was never told


def found(desk: Counter) -> list[tuple[str, str]]:
    told = desk.billing.reconcile_payments(1, by("fay", "finance"))
    return [(each["what"], each["reference"]) for each in told]


def test_comparing_finds_payments_refunds_and_disputes_once(desk: Counter) -> None:
    desk.owes(given.credited)
    desk.bank.has("pi_1", 1, "paid")
    desk.bank.has("pi_8", 1, "paid", invoice="")
    assert found(desk) == [("payment", "pi_1")]
    desk.bank.disputes["dp_1"] = Dispute("dp_1", "pi_1", "open", TOTAL, usd(1500), "fraudulent", None)
    assert (found(desk), found(desk)) == ([("dispute", "dp_1")], [])


def test_comparing_finds_a_refund_that_came_back(desk: Counter) -> None:
    desk.owes(given.paid, given.credited, given.refunded)
    desk.bank.refunds["re_1"] = Refund("re_1", CREDIT_NOTE, "pi_1", INVOICE, "failed", TOTAL, "closed")
    assert (found(desk), found(desk)) == ([("refund", "re_1")], [])


def test_what_was_asked_for_and_is_not_there_is_unknown_and_what_was_declined_is_not(desk: Counter) -> None:
    desk.owes()
    assert (found(desk), found(desk), desk.told()) == ([("unknown", "")], [], ["PaymentUnknown"])
    desk.tell("invoice", INVOICE, given.declined)
    asked = len(desk.bank.asked)
    assert (found(desk), len(desk.bank.asked)) == ([], asked)


def test_what_is_paid_by_transfer_is_not_looked_for(desk: Counter) -> None:
    desk.tell("invoice", INVOICE, *by_transfer)
    assert (found(desk), desk.bank.asked) == ([], [])


# -- at the door


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("finish_card", (ADA, "session")),
        ("start_card", (ADA, "http://store.example/back")),
        ("remove_card", (ADA, "pm_visa")),
        ("pay", (INVOICE,)),
        ("reconcile_payments", (1,)),
    ],
)
@pytest.mark.parametrize("who", ["mallory", "mallory of another"])
def test_who_may_not_does_nothing_at_the_company(
    desk: Counter, method: str, arguments: tuple[Any, ...], who: str
) -> None:
    desk.owes(given.declined)
    with pytest.raises(Forbidden):
        getattr(desk.billing, method)(*arguments, by("mallory", "orca:owner", "support"))
    assert (desk.bank.sent, desk.told()) == ([], [])


def test_a_card_that_is_not_the_holders_is_not_removed_there(desk: Counter) -> None:
    with pytest.raises(Missing, match="card-unknown"):
        desk.billing.remove_card(ADA, "pm_of_bob", by())
    assert desk.bank.sent == []
    desk.billing.remove_card(ADA, "pm_visa", by())
    assert desk.bank.sent == ["pm_visa"]


def test_nobody_pays_now_without_a_card_nor_what_nobody_made_out(desk: Counter) -> None:
    desk.owes(given.declined)
    desk.tell("customer", ADA, payments.visa_removed)
    with pytest.raises(Forbidden, match="not-yours"):
        desk.billing.pay(INVOICE, by("mallory"))
    with pytest.raises(Conflicting, match="card-missing"):
        desk.billing.pay(INVOICE, by())
    with pytest.raises(Missing, match="invoice-unknown"):
        desk.billing.pay("another", by())
    assert desk.told() == []
