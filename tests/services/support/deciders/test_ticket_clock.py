"""What is owed on a ticket and by when, as it goes from hand to hand; and what it means when the time has come."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.support.deciders.ticket import (
    ChangeOwner,
    ChangeWaiting,
    CheckSla,
    Close,
    Merge,
    Reopen,
    Reply,
    Resolve,
    SetClock,
    SetPriority,
)
from services.support.events import Calendar, Escalated, Hours, Level, SlaBreached, SlaWarned
from tests.controls.support import ADA, HANDOVER, OTHER_TICKET, TICKET, acme_terms
from tests.services.support.deciders.clock_stories import Story, ada, at, opened, pat, policy, sam

FIRST, NEXT = "first_response", "next_update"
STANDS_STILL = ("", "store", None)
ANSWER, ASKS = Reply("m1", "We look."), Reply("m2", "Which version?", waits=True)
TO_ACME = ChangeOwner("acme", HANDOVER, acme_terms)
BACK = ChangeOwner("store", HANDOVER, ())
LADDER = {"store": (Level("Shift lead", 0, ()), Level("Head", 60, ()), Level("Board", 480, ()))}
nights = Calendar(date(2026, 3, 2), "UTC", tuple(Hours(day, 18 * 60, 24 * 60) for day in range(7)), "", ())


def answered() -> Story:
    story = opened()
    story.do(ANSWER, sam, at(1))
    return story


def owned_by_acme() -> Story:
    story = answered()
    story.do(TO_ACME, policy, at(2))
    return story


def test_the_first_answer_is_owed_from_the_opening_on() -> None:
    story = opened()
    assert story.owes == (FIRST, "store", at(2))
    assert story.clock.warned == at(1.5)


def test_after_an_answer_the_next_is_owed_from_then_on() -> None:
    assert answered().owes == (NEXT, "store", at(1, days=1))


def test_a_customer_who_says_more_does_not_put_the_answer_off() -> None:
    story = opened()
    assert story.do(Reply("m9", "It got worse."), ada, at(1))[1:] == []
    assert story.owes == (FIRST, "store", at(2))


def test_while_the_customer_is_waited_for_the_clock_stands_still_and_begins_anew_then() -> None:
    story = answered()
    story.do(ASKS, sam, at(2))
    assert story.owes == STANDS_STILL
    story.do(Reply("m3", "It is 2.0.3."), ada, at(4))
    assert story.owes == (NEXT, "store", at(4, days=1))


def test_a_first_answer_that_is_owed_still_goes_on_with_the_pause_left_out() -> None:
    story = opened()
    story.do(ChangeWaiting("customer"), policy, at(1))
    assert story.owes == STANDS_STILL
    story.do(Reply("c", "2.0.3"), ada, at(4))
    assert story.owes == (FIRST, "store", at(5))


def test_another_priority_counts_from_the_opening_with_its_own_minutes() -> None:
    story = opened()
    story.do(SetPriority(1), sam, at(0.5))
    assert story.owes == (FIRST, "store", at(1))
    story.do(SetPriority(4), sam, at(0.75))
    assert story.owes == (FIRST, "store", at(8, days=1))  # sixteen support hours: on Tuesday evening


def test_another_priority_leaves_pauses_out_too() -> None:
    story = opened()
    story.do(ChangeWaiting("customer"), policy, at(0.5))
    story.do(Reply("c", "2.0.3"), ada, at(3.5))
    story.do(SetPriority(3), sam, at(4))
    assert story.owes == (FIRST, "store", at(3, days=1))


def test_what_is_over_owes_nothing() -> None:
    merged = Merge(OTHER_TICKET, ADA, "store", is_open=True)
    for command, by in ((Resolve(), sam), (Close(gone=True), policy), (merged, sam)):
        story = opened()
        story.do(command, by, at(1))
        assert story.owes == STANDS_STILL


def test_a_ticket_that_was_reopened_owes_the_next_answer_from_then_on() -> None:
    story = answered()
    story.do(Resolve(), sam, at(2))
    story.do(Reopen(), ada, at(2, days=1))
    assert story.owes == (NEXT, "store", at(2, days=2))


def test_a_new_owner_owes_by_its_own_terms_from_then_on() -> None:
    assert owned_by_acme().owes == (NEXT, "acme", at(6))


def test_a_new_owner_owes_the_first_answer_where_nobody_gave_one() -> None:
    story = opened()
    story.do(TO_ACME, policy, at(1))
    assert story.owes == (FIRST, "acme", at(2))


def test_a_new_owner_owes_by_its_own_calendar() -> None:
    story = opened({"acme": (nights,)})
    story.do(TO_ACME, policy, at(1))
    assert story.owes == (FIRST, "acme", datetime(2026, 3, 2, 19, tzinfo=UTC))
    assert story.clock.calendar == 1


def test_what_comes_back_owes_what_it_would_owe_had_it_never_left() -> None:
    story = owned_by_acme()
    story.do(BACK, policy, at(3))
    assert story.owes == (NEXT, "store", at(1, days=1))


def test_what_the_receiver_told_the_customer_counts_for_who_gets_it_back() -> None:
    story = owned_by_acme()
    story.do(Reply("m4", "We have a fix."), pat, at(4))
    assert story.owes == (NEXT, "acme", at(8))
    story.do(BACK, policy, at(5))
    assert story.owes == (NEXT, "store", at(4, days=1))


def test_while_the_sender_is_asked_its_own_clock_runs() -> None:
    story = owned_by_acme()
    story.do(ChangeWaiting("store"), policy, at(3))
    assert story.owes == (NEXT, "store", at(3, days=1))
    story.do(ChangeWaiting("acme"), policy, at(5))
    assert story.clock.desk == "acme"


def test_a_sender_that_is_asked_owes_its_next_answer_though_the_customer_has_none_yet() -> None:
    story = opened()
    story.do(TO_ACME, policy, at(1))
    story.do(ChangeWaiting("store"), policy, at(1.5))
    assert story.owes == (NEXT, "store", at(1.5, days=1))


def test_a_desk_that_promises_nothing_owes_nothing() -> None:
    story = opened()
    story.do(replace(TO_ACME, owner="partner:Globex", terms=()), policy, at(1))
    assert story.owes == ("", "partner:Globex", None)


def test_a_new_calendar_moves_what_is_owed() -> None:
    story = opened()
    story.calendars = {"store": (nights,)}
    assert story.do(SetClock({}), policy, at(1)) == [story.clock]
    assert story.owes == (FIRST, "store", datetime(2026, 3, 2, 20, tzinfo=UTC))
    assert story.do(SetClock({}), policy, at(1)) == []


def test_three_quarters_of_the_way_a_warning_is_given_once() -> None:
    story = opened()
    assert story.do(CheckSla({}), policy, at(1.4)) == []
    assert story.do(CheckSla({}), policy, at(1.5)) == [SlaWarned(TICKET, FIRST, "store", at(2), at(1.5))]
    assert story.do(CheckSla({}), policy, at(1.6)) == []


def test_another_calendar_is_no_cause_to_warn_of_the_same_again() -> None:
    story = opened()
    story.do(CheckSla({}), policy, at(1.5))
    story.calendars = {"store": (nights,)}
    story.do(SetClock({}), policy, at(1.6))
    assert story.clock.warned == at(10.5)
    assert story.do(CheckSla({}), policy, at(10.75)) == []


def test_a_pause_is_no_cause_to_warn_of_the_same_again() -> None:
    story = opened()
    story.do(CheckSla({}), policy, at(1.5))
    story.do(ChangeWaiting("customer"), policy, at(1.5))
    story.do(Reply("m9", "It is 2.0.3."), ada, at(3.5))
    assert story.owes == (FIRST, "store", at(4))
    assert story.do(CheckSla({}), policy, at(3.9)) == []


def test_of_another_promise_a_warning_is_given_again() -> None:
    story = opened()
    story.do(CheckSla({}), policy, at(1.5))
    story.do(SetPriority(3), sam, at(1.6))
    assert story.do(CheckSla({}), policy, at(6)) == [SlaWarned(TICKET, FIRST, "store", at(8), at(6))]


def test_a_promise_breaks_once() -> None:
    story = opened()
    (broken,) = story.do(CheckSla({}), policy, at(2))
    assert broken == SlaBreached(TICKET, broken.breach, FIRST, "store", "acme", 2, at(2), None, at(2))
    assert story.do(CheckSla({}), policy, at(3)) == []


def test_a_promise_that_broke_is_not_broken_again_by_another_calendar_or_priority() -> None:
    story = opened()
    story.do(CheckSla({}), policy, at(2))
    story.do(SetPriority(3), sam, at(3))
    assert story.owes == (FIRST, "store", at(8))
    assert story.do(CheckSla({}), policy, at(9)) == []


def test_each_further_promise_breaks_once() -> None:
    story = opened()
    (first,) = story.do(CheckSla({}), policy, at(3))
    story.do(ANSWER, sam, at(4))
    assert story.do(CheckSla({}), policy, at(5)) == []
    (second,) = story.do(CheckSla({}), policy, at(4, days=1))
    assert (second.what, second.due) == (NEXT, at(4, days=1))
    assert second.breach != first.breach


def test_an_answer_in_time_is_none_too_late_however_late_it_is_asked_about() -> None:
    story = answered()
    assert story.do(CheckSla({}), policy, at(2)) == []


@pytest.mark.parametrize("command", [ANSWER, ASKS, SetPriority(4), Resolve()])
def test_what_comes_too_late_is_late_though_no_deadline_has_asked(command: Any) -> None:
    story = opened()
    broken = story.do(command, sam, at(6))[0]
    assert broken == SlaBreached(TICKET, broken.breach, FIRST, "store", "acme", 2, at(2), None, at(6))
    assert not any(isinstance(event, SlaBreached) for event in story.do(CheckSla({}), policy, at(6)))


def test_a_new_calendar_does_not_excuse_what_was_late_by_the_old_one() -> None:
    story = opened()
    story.calendars = {"store": (nights,)}
    broken, clock = story.do(SetClock({}), policy, at(3))
    assert (broken.due, clock.due) == (at(2), datetime(2026, 3, 2, 20, tzinfo=UTC))


def test_whoever_is_above_is_told_of_a_breach_that_no_deadline_had_noticed_once_one_does() -> None:
    story = opened()
    story.do(SetPriority(3), sam, at(2.5))
    told = [story.do(CheckSla({}, LADDER), policy, when)[0] for when in (at(2.5), at(3))]
    assert [(each.level, each.name) for each in told] == [(1, "Shift lead"), (2, "Head")]


def test_what_stands_still_breaks_no_promise() -> None:
    story = opened()
    story.do(ChangeWaiting("customer"), policy, at(1))
    assert story.do(CheckSla({}), policy, at(2)) == []


def test_a_breach_goes_up_level_by_level_as_it_lasts() -> None:
    story = opened()
    broken, first = story.do(CheckSla({}, LADDER), policy, at(2))
    assert broken.next == at(3)
    assert first == Escalated(TICKET, broken.breach, 1, "Shift lead", "store", at(3), at(2))
    assert story.do(CheckSla({}, LADDER), policy, at(2.5)) == []
    (second,) = story.do(CheckSla({}, LADDER), policy, at(3))
    assert second == Escalated(TICKET, broken.breach, 2, "Head", "store", at(2, days=1), at(3))
    (third,) = story.do(CheckSla({}, LADDER), policy, at(2, days=1))
    assert (third.level, third.name, third.next) == (3, "Board", None)
    assert story.do(CheckSla({}, LADDER), policy, at(3, days=1)) == []


def test_once_it_is_answered_nobody_further_up_is_told() -> None:
    story = opened()
    story.do(CheckSla({}, LADDER), policy, at(2))
    story.do(ANSWER, sam, at(2.5))
    assert story.do(CheckSla({}, LADDER), policy, at(3)) == []


def test_a_level_that_is_gone_meanwhile_is_not_told() -> None:
    story = opened()
    story.do(CheckSla({}, LADDER), policy, at(2))
    assert story.do(CheckSla({}, {"store": LADDER["store"][:1]}), policy, at(3)) == []
