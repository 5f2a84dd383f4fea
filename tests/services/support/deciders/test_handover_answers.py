"""A handover is taken or turned down once, handed back, taken back, and brought to its end."""

from dataclasses import replace

from services.support.deciders.handover import (
    AcceptHandover,
    CloseHandover,
    EndHandover,
    NoteDelivered,
    RefuseHandover,
    RejectHandover,
    ReturnHandover,
)
from tests.controls import support_handovers as told
from tests.controls.support import SAM
from tests.services.support.deciders.handover_stories import (
    NOW,
    accepted,
    ada,
    bob,
    closed,
    globex,
    pat,
    policy,
    received,
    requested,
    sam,
    sent,
)

ACCEPT = AcceptHandover("ACME-17", "Pat, pat@acme.example", "We restore your snapshot here.")
REJECT = RejectHandover("Version 2.1 is not ours.")
RETURN = ReturnHandover("It is the store's own volume driver.")
DELIVERED = NoteDelivered(told.TOKEN, "2104", told.delivered.respond_by)
taken_back = replace(told.returned, side="sender", by=SAM, at=NOW)


def test_the_receiver_accepts_with_its_case_number_an_engineer_and_the_next_steps() -> None:
    requested.when(ACCEPT).then(replace(told.accepted, at=NOW))


def test_accepting_twice_changes_nothing() -> None:
    accepted.when(ACCEPT).then()
    closed.when(ACCEPT).then()


def test_a_handover_is_accepted_by_one() -> None:
    accepted.when(replace(ACCEPT, engineer="Sue")).then_refused("already-accepted")


def test_only_the_receiver_accepts() -> None:
    for other in (sam, bob, ada, globex):
        requested.by(other).when(ACCEPT).then_refused("not-yours")


def test_it_is_accepted_with_a_case_number_and_an_engineer() -> None:
    requested.when(replace(ACCEPT, case_number=" ")).then_refused("field-invalid")
    requested.when(replace(ACCEPT, engineer="")).then_refused("field-invalid")


def test_a_case_number_stands_on_one_line() -> None:
    requested.when(replace(ACCEPT, case_number="A\nB")).then_refused("field-invalid")


def test_a_partners_case_number_is_taken_as_far_as_it_can_be_printed() -> None:
    bare = replace(told.accepted, receiver=told.GLOBEX, case_number="A B", by=globex.actor, at=NOW)
    once = sent.when(replace(ACCEPT, case_number="A\n\u200bB\x00"))
    once.then(bare)
    sent.given(bare).when(replace(ACCEPT, case_number="A\n\u200bB\x00")).then()


def test_what_was_rejected_is_not_accepted() -> None:
    requested.given(told.rejected).when(ACCEPT).then_refused("handover-over")


def test_the_receiver_rejects_with_a_reason() -> None:
    requested.when(REJECT).then(replace(told.rejected, at=NOW))


def test_rejecting_twice_changes_nothing() -> None:
    requested.given(told.rejected).when(REJECT).then()


def test_what_was_accepted_is_not_rejected() -> None:
    accepted.when(REJECT).then_refused("already-accepted")


def test_it_is_rejected_with_a_reason_by_the_receiver_alone() -> None:
    requested.when(RejectHandover(" ")).then_refused("field-invalid")
    requested.by(sam).when(REJECT).then_refused("not-yours")


def test_the_receiver_hands_back_what_it_had_accepted() -> None:
    accepted.when(RETURN).then(replace(told.returned, at=NOW))


def test_the_sender_takes_back_what_was_not_accepted_yet() -> None:
    requested.by(sam).when(RETURN).then(taken_back)


def test_handing_back_twice_changes_nothing() -> None:
    accepted.given(told.returned).when(RETURN).then()


def test_the_sender_takes_nothing_back_that_was_accepted() -> None:
    accepted.by(sam).when(RETURN).then_refused("already-accepted")


def test_the_receiver_rejects_what_it_has_not_accepted_and_does_not_hand_it_back() -> None:
    requested.when(RETURN).then_refused("not-accepted")


def test_nobody_else_hands_back() -> None:
    accepted.by(bob).when(RETURN).then_refused("not-yours")


def test_the_receiver_closes_when_it_is_done() -> None:
    accepted.when(CloseHandover()).then(replace(told.closed, at=NOW))


def test_the_sender_closes_when_the_customer_is_helped() -> None:
    accepted.by(sam).when(CloseHandover()).then(replace(told.closed, side="sender", by=SAM, at=NOW))


def test_closing_twice_changes_nothing() -> None:
    closed.when(CloseHandover()).then()


def test_what_was_not_accepted_is_not_closed() -> None:
    requested.when(CloseHandover()).then_refused("not-accepted")
    requested.given(told.rejected).when(CloseHandover()).then_refused("handover-over")


def test_nobody_else_closes() -> None:
    accepted.by(bob).when(CloseHandover()).then_refused("not-yours")


def test_a_ticket_that_is_over_ends_its_handover() -> None:
    ended = EndHandover("ticket-closed")
    over = replace(told.closed, side="sender", by=policy.actor, at=NOW)
    accepted.by(policy).when(ended).then(over)
    back = replace(taken_back, reason="ticket-closed", by=policy.actor)
    requested.by(policy).when(ended).then(back)


def test_what_has_ended_does_not_end_again() -> None:
    closed.by(policy).when(EndHandover("ticket-closed")).then()


def test_only_a_ticket_that_is_over_ends_it_for_both() -> None:
    accepted.by(sam).when(EndHandover("ticket-closed")).then_refused("store-only")


def test_tsanet_has_taken_it() -> None:
    sent.given().by(policy).when(DELIVERED).then()
    requested.by(policy).when(DELIVERED).then(replace(told.delivered, at=NOW))


def test_it_has_one_case_at_tsanet() -> None:
    sent.by(policy).when(replace(DELIVERED, token="another")).then_refused("delivered-elsewhere")


def test_only_the_adapter_says_that_tsanet_has_it() -> None:
    for command in (DELIVERED, RefuseHandover("Duplicate case number")):
        sent.by(sam).when(command).then_refused("store-only")


def test_tsanet_would_not_take_it() -> None:
    sent.by(policy).when(RefuseHandover("Duplicate case number")).then(replace(told.refused, at=NOW))


def test_refusing_twice_changes_nothing() -> None:
    sent.given(told.refused).by(policy).when(RefuseHandover("Duplicate case number")).then()


def test_what_was_accepted_is_not_refused() -> None:
    sent.given(told.accepted).by(policy).when(RefuseHandover("Late")).then_refused("already-accepted")


def test_a_partner_accepts_and_need_not_name_an_engineer() -> None:
    bare = replace(told.accepted, receiver=told.GLOBEX, engineer="", next_steps="", by=globex.actor, at=NOW)
    sent.when(AcceptHandover("ACME-17", "", "")).then(bare)


def test_nobody_accepts_for_a_partner() -> None:
    for other in (sam, pat, policy):
        sent.by(other).when(ACCEPT).then_refused("not-yours")


def test_the_store_accepts_what_a_partner_hands_to_it() -> None:
    received.when(ACCEPT).then(replace(told.accepted, receiver="store", by=SAM, at=NOW))
