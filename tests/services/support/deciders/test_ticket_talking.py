"""What is said on a ticket, by whom, and who is waited on afterwards."""

from dataclasses import replace
from datetime import timedelta

from eventlog.testing import acting
from services.support.deciders.handover_state import TSANET
from services.support.deciders.ticket import Note, Reply
from services.support.events import TicketReopened
from tests.controls import support as told
from tests.services.support.deciders.ticket_stories import (
    NOW,
    ada,
    answered,
    at,
    clock,
    eve,
    pat,
    resolved,
    sam,
    story,
    with_acme,
    without_clock,
)

LATER = NOW + timedelta(hours=1)
reply = Reply("reply-1", "Which version wrote it?")
question = replace(reply, waits=True)
note = Note("note-1", "As at Globex.")


def test_a_desk_answers_and_owes_the_next_update_from_then() -> None:
    outcome = story.by(sam).when(reply)
    assert [(said.side, said.by, said.text) for said in without_clock(outcome)] == [("store", told.SAM, reply.text)]
    assert (clock(outcome).what, clock(outcome).started) == ("next_update", NOW)


def test_what_is_sent_twice_is_said_once() -> None:
    story.given(replace(told.replied, message="reply-1")).when(reply).then()
    story.given(replace(told.answered, mail="<1@example.com>")).when(replace(reply, mail="<1@example.com>")).then()


def test_nobody_answers_on_a_ticket_that_is_not_theirs() -> None:
    story.by(eve).when(reply).then_refused("no-such-ticket")
    story.by(pat).when(reply).then_refused("no-such-ticket")
    story.when(replace(reply, text=" ")).then_refused("text-missing")


def test_the_clock_stands_still_while_the_customer_is_waited_on() -> None:
    outcome = story.when(question)
    assert clock(outcome).what == ""
    assert story.given(*outcome.events).state.waiting_on == "customer"


def test_with_the_customers_answer_the_next_update_is_owed_anew() -> None:
    asked = story.given(*story.when(question).events)
    outcome = asked.on(LATER).by(ada).when(replace(reply, message="reply-2"))
    assert (clock(outcome).what, clock(outcome).started) == ("next_update", LATER)
    assert asked.given(*outcome.events).state.waiting_on == "store"


def test_a_customer_who_writes_again_does_not_move_what_is_owed() -> None:
    assert len(story.by(ada).when(reply).events) == 1
    assert story.given(*story.by(ada).when(reply).events).state.clock == told.clock_set


def test_a_customers_question_makes_nobody_wait() -> None:
    (said,) = story.by(ada).when(question).events
    assert (said.side, said.waits) == ("customer", False)


def test_who_opened_it_is_its_customer_whatever_else_they_are() -> None:
    operator = acting(told.ADA, "operator", at=NOW)
    assert without_clock(story.by(operator).when(reply))[0].side == "customer"


def test_a_publisher_answers_what_it_has_and_no_longer_what_it_gave_back() -> None:
    assert without_clock(with_acme.by(pat).when(reply))[0].side == "acme"
    returned = with_acme.given(replace(told.handed_over, owner="store", was="acme"))
    returned.by(pat).when(reply).then_refused("not-the-owner")


def test_the_desk_that_gets_it_back_may_still_answer() -> None:
    assert without_clock(with_acme.when(reply))[0].side == "store"


def test_a_partner_speaks_as_partner() -> None:
    with_nova = story.given(replace(told.handed_over, owner="partner:NOVA", terms=()))
    (said,) = without_clock(with_nova.by(acting(TSANET, at=NOW)).when(reply))
    assert (said.side, said.by) == ("partner", "")


def test_a_customer_who_replies_in_time_reopens_what_was_resolved() -> None:
    outcome = resolved.by(ada).when(reply)
    assert without_clock(outcome)[0] == TicketReopened(told.TICKET, told.ADA, NOW)
    assert clock(outcome).what == "next_update"
    late = at(ada, NOW + timedelta(days=15))
    resolved.on(late.at).by(late).when(reply).then_refused("too-late-to-reopen")


def test_nothing_is_said_on_a_ticket_that_is_over() -> None:
    story.given(told.closed).by(ada).when(reply).then_refused("ticket-over")
    story.given(told.merged).when(reply).then_refused("ticket-over")


def test_customers_are_told_how_to_reach_the_publisher_by_the_store_alone() -> None:
    advice = replace(reply, advised=True)
    assert without_clock(story.when(advice))[0].advised
    story.by(ada).when(advice).then_refused("desk-only")
    story.given(replace(told.opened, publisher="")).when(advice).then_refused("no-publisher")


def test_notes_are_for_ones_own_desk_and_owe_nothing() -> None:
    (noted,) = answered.when(note).events
    assert (noted.desk, noted.by, noted.text) == ("store", told.SAM, note.text)
    (theirs,) = with_acme.by(pat).when(note).events
    assert theirs.desk == "acme"


def test_a_note_is_kept_once_and_by_desks_alone() -> None:
    story.given(replace(told.noted, note="note-1")).when(note).then()
    story.by(ada).when(note).then_refused("desk-only")
    story.by(eve).when(note).then_refused("no-such-ticket")
