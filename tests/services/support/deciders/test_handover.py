"""A ticket is handed over by its owner's desk, to one receiver at a time."""

from dataclasses import replace

import pytest

from services.support.deciders.handover import CloseHandover, NotePartnerNotErased, releases, reserves
from tests.controls import support_handovers as told
from tests.controls.support import ADA, TICKET
from tests.services.support.deciders.handover_stories import (
    ASK,
    NOW,
    TO_PARTNER,
    accepted,
    ada,
    closed,
    globex,
    ours,
    pat,
    policy,
    requested,
    sam,
    sent,
    story,
    theirs,
)


def test_the_store_hands_a_ticket_to_its_publisher() -> None:
    story.when(ASK).then(replace(told.requested, at=NOW))


def test_handed_over_again_under_its_id_it_is_the_same_handover() -> None:
    requested.by(sam).when(ASK).then()


def test_nobody_hands_over_what_another_desk_owns() -> None:
    for other in (pat, ada):
        story.by(other).when(ASK).then_refused("not-yours")


def test_a_publisher_hands_one_of_its_own_to_the_store() -> None:
    own = replace(ASK, sender="acme", receiver="store", answers={}, questions=())
    asked = replace(told.requested, sender="acme", receiver="store", asked_by=pat.actor, answers="{}", at=NOW)
    story.by(pat).when(own).then(asked)


def test_the_store_hands_a_ticket_to_a_partner_by_tsanet() -> None:
    story.when(TO_PARTNER).then(replace(ours, at=NOW))


def test_a_partner_hands_one_to_the_store() -> None:
    command = replace(TO_PARTNER, sender=told.GLOBEX, receiver="store", partner=told.TOKEN)
    story.by(globex).when(command).then(replace(theirs, at=NOW))


def test_a_ticket_that_is_not_open_is_not_handed_over() -> None:
    story.when(replace(ASK, over=True)).then_refused("ticket-not-open")


@pytest.mark.parametrize(
    ("receiver", "by"),
    [
        ("store", "direct"),
        (told.GLOBEX, "direct"),
        ("acme", "tsanet"),
        ("partner:", "tsanet"),
        ("", "direct"),
        ("acme", "post"),
    ],
)
def test_a_desk_is_reached_directly_and_a_partner_by_tsanet(receiver: str, by: str) -> None:
    story.when(replace(ASK, receiver=receiver, by=by)).then_refused("receiver-unfit")


def test_a_publisher_is_no_member_of_tsanet_by_way_of_the_store() -> None:
    story.by(pat).when(replace(TO_PARTNER, sender="acme")).then_refused("receiver-unfit")


def test_a_note_that_is_too_long_is_refused() -> None:
    story.when(replace(ASK, note="x" * 5001)).then_refused("field-invalid")


def test_a_ticket_is_handed_to_one_at_a_time() -> None:
    assert [(each.stream, each.taken) for each in reserves(ASK)] == [(f"handover-of-{TICKET}", "already-handed-over")]


def test_a_ticket_that_came_back_may_be_handed_over_again() -> None:
    assert releases(CloseHandover(), accepted.state) == [f"handover-of-{TICKET}"]
    assert releases(ASK, accepted.state) == []


def test_while_it_waits_for_its_receiver_it_is_the_senders() -> None:
    assert (requested.state.owner, accepted.state.owner, closed.state.owner) == ("store", "acme", "store")


def test_what_was_never_handed_over_is_not_closed() -> None:
    story.when(CloseHandover()).then_refused("no-such-handover")


NOT_ERASED = NotePartnerNotErased(ADA, told.GLOBEX, "note-5")


def test_that_a_partner_keeps_a_copy_is_recorded() -> None:
    sent.by(policy).when(NOT_ERASED).then(replace(told.not_erased, at=NOW))


def test_that_a_partner_keeps_a_copy_is_recorded_once() -> None:
    sent.given(told.not_erased).by(policy).when(NOT_ERASED).then()


def test_nobody_but_the_store_says_that_a_partner_keeps_a_copy() -> None:
    sent.by(sam).when(NOT_ERASED).then_refused("store-only")
