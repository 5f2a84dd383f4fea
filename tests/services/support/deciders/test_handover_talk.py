"""The two desks of a handover ask, answer and exchange notes; each message counts once."""

from dataclasses import replace

from services.support.deciders.handover import ExchangeNote, GiveInformation, RequestInformation
from tests.controls import support_handovers as told
from tests.controls.support import SAM, log_file
from tests.services.support.deciders.handover_stories import (
    NOW,
    accepted,
    ada,
    bob,
    closed,
    globex,
    pat,
    received,
    requested,
    sam,
    sent,
)

ASK = RequestInformation(told.ASKED, "Which file system does it lie on?")
GIVE = GiveInformation(told.GIVEN, "On ext4.")
SAY = ExchangeNote(told.NOTE, "2.1.1 will mend it.", (log_file,))
asked = requested.given(told.asked)


def test_the_receiver_asks_before_it_accepts_and_afterwards() -> None:
    for moment in (requested, accepted):
        moment.when(ASK).then(replace(told.asked, at=NOW))


def test_the_sender_asks_too() -> None:
    accepted.by(sam).when(ASK).then(replace(told.asked, side="sender", by=SAM, at=NOW))


def test_asking_twice_changes_nothing() -> None:
    asked.when(ASK).then()
    asked.when(replace(ASK, message="sent again")).then()


def test_a_question_that_was_answered_is_known_by_its_id() -> None:
    asked.given(told.given).when(ASK).then()


def test_nobody_else_asks() -> None:
    for other in (bob, ada):
        requested.by(other).when(ASK).then_refused("not-yours")


def test_nothing_is_asked_once_it_is_over() -> None:
    closed.when(ASK).then_refused("handover-over")


def test_a_question_has_words() -> None:
    requested.when(RequestInformation("m", " ")).then_refused("field-invalid")


def test_by_tsanet_the_sender_asks_by_a_note() -> None:
    sent.by(sam).when(ASK).then_refused("ask-by-note")
    received.when(ASK).then(replace(told.asked, by=SAM, at=NOW))


def test_while_the_receiver_waits_for_an_answer_the_sender_is_waited_on() -> None:
    moments = (
        requested,
        asked,
        asked.given(told.given),
        accepted.given(told.asked),
        asked.given(told.accepted),
        closed,
    )
    assert [moment.state.waits_on for moment in moments] == ["acme", "store", "acme", "store", "acme", "store"]


def test_who_was_asked_answers() -> None:
    asked.by(sam).when(GIVE).then(replace(told.given, at=NOW))


def test_answering_twice_changes_nothing() -> None:
    answered = asked.given(told.given).by(sam)
    answered.when(GIVE).then()
    answered.when(replace(GIVE, message="sent again")).then()


def test_what_was_answered_is_not_answered_again() -> None:
    asked.given(told.given).by(sam).when(GiveInformation("another", "On XFS.")).then_refused("nothing-asked")


def test_who_asks_does_not_answer() -> None:
    asked.when(GIVE).then_refused("nothing-asked")
    asked.by(bob).when(GIVE).then_refused("not-yours")


def test_both_desks_exchange_notes_and_files() -> None:
    accepted.when(SAY).then(replace(told.exchanged, at=NOW))
    accepted.by(sam).when(SAY).then(replace(told.exchanged, side="sender", by=SAM, at=NOW))


def test_the_same_note_counts_once() -> None:
    accepted.given(told.exchanged).when(SAY).then()


def test_a_note_says_something_or_brings_a_file() -> None:
    accepted.when(ExchangeNote("m", " ")).then_refused("field-invalid")
    accepted.when(ExchangeNote("m", "", (log_file,))).then(replace(told.exchanged, message="m", text="", at=NOW))


def test_a_note_brings_no_more_files_than_anybody_reads() -> None:
    accepted.when(replace(SAY, attachments=(log_file,) * 21)).then_refused("field-invalid")


def test_nobody_else_writes_notes() -> None:
    accepted.by(ada).when(SAY).then_refused("not-yours")


def test_a_note_comes_too_late_but_a_partners_is_kept() -> None:
    closed.when(SAY).then_refused("handover-over")
    late = sent.given(told.accepted, told.closed)
    late.by(sam).when(SAY).then_refused("handover-over")
    late.when(SAY).then(replace(told.exchanged, by=globex.actor, at=NOW))


def test_who_belongs_to_both_desks_answers_for_the_one_that_is_asked() -> None:
    both = replace(pat, roles=pat.roles | sam.roles)
    asked.by(both).when(GIVE).then(replace(told.given, by=pat.actor, at=NOW))
