"""A ticket follows its handovers: it has one owner, and who gets it back owes what it would owe, had it never left."""

from datetime import timedelta

from eventlog.testing import acting
from services.support.deciders.sides import may_read
from services.support.deciders.ticket import AnnotateBreach, ChangeOwner, ChangeWaiting, Reply, Resolve, SetClock
from services.support.events import BreachAnnotated, Calendar, Hours, OwnerChanged, WaitingChanged
from tests.controls import support as told
from tests.services.support.deciders.ticket_stories import (
    NOW,
    ada,
    clock,
    pat,
    policy,
    resolved,
    sam,
    story,
    with_acme,
    without_clock,
)

LATER = NOW + timedelta(hours=3)
to_acme = ChangeOwner("acme", told.HANDOVER, told.acme_terms)
back = ChangeOwner("store", told.HANDOVER)
always = (Calendar(told.AT.date(), "UTC", tuple(Hours(day, 0, 1440) for day in range(7)), "", ()),)


def test_the_receiver_owns_it_and_owes_the_first_answer_by_its_own_terms() -> None:
    outcome = story.by(policy).when(to_acme)
    changed = OwnerChanged(told.TICKET, "acme", "store", told.HANDOVER, told.acme_terms, NOW)
    assert without_clock(outcome) == [changed]
    assert (clock(outcome).desk, clock(outcome).what, clock(outcome).started) == ("acme", "first_response", NOW)


def test_what_its_owner_has_is_not_given_to_it_again() -> None:
    with_acme.by(policy).when(to_acme).then()


def test_nobody_but_a_policy_moves_a_ticket() -> None:
    story.when(to_acme).then_refused("store-only")
    story.when(ChangeWaiting("acme")).then_refused("store-only")


def test_back_with_its_sender_it_owes_what_it_would_owe_had_it_never_left() -> None:
    before = story.given(*story.by(sam).when(Reply("r-0", "We look into it.")).events)
    there = before.given(*before.by(policy).when(to_acme).events)
    home = clock(there.on(LATER).by(policy).when(back))
    stayed = before.state.clock
    assert stayed is not None
    assert (home.what, home.desk, home.started, home.due) == (stayed.what, "store", stayed.started, stayed.due)


def test_what_the_receiver_told_the_customer_counts_for_who_gets_it_back() -> None:
    told_by_acme = with_acme.given(*with_acme.on(LATER).by(pat).when(Reply("r-1", "We look into it.")).events)
    home = clock(told_by_acme.on(LATER + timedelta(hours=1)).by(policy).when(back))
    assert (home.what, home.started) == ("next_update", LATER)


def test_an_assignee_stays_behind() -> None:
    assert story.given(told.assigned, told.handed_over).state.assignee == ""


def test_until_it_accepts_the_receiver_is_waited_on_and_the_senders_clock_runs() -> None:
    outcome = story.by(policy).when(ChangeWaiting("acme"))
    outcome.then(WaitingChanged(told.TICKET, "acme", NOW))
    asked = story.given(*outcome.events).state
    assert (asked.owner, asked.waiting_on) == ("store", "acme")
    assert may_read(asked, pat)


def test_whoever_is_waited_on_is_not_waited_on_again() -> None:
    story.given(told.publisher_awaited).by(policy).when(ChangeWaiting("acme")).then()
    resolved.by(policy).when(ChangeWaiting("acme")).then()


def test_while_the_owner_waits_for_its_sender_the_senders_clock_runs() -> None:
    outcome = with_acme.on(LATER).by(policy).when(ChangeWaiting("store"))
    assert (clock(outcome).desk, clock(outcome).what, clock(outcome).started) == ("store", "next_update", LATER)
    given = with_acme.given(*outcome.events)
    goes_on = clock(given.on(LATER + timedelta(hours=1)).by(policy).when(ChangeWaiting("acme")))
    assert (goes_on.desk, goes_on.what) == ("acme", "first_response")


def test_a_question_to_the_customer_meanwhile_comes_back_to_who_was_asked() -> None:
    asked = with_acme.given(*with_acme.by(policy).when(ChangeWaiting("store")).events)
    waits = asked.given(*asked.by(sam).when(Reply("r-1", "Which version?", waits=True)).events)
    assert waits.state.waiting_on == "customer"
    answer = waits.on(LATER).by(ada).when(Reply("r-2", "2.0.3"))
    assert (clock(answer).desk, clock(answer).started) == ("store", LATER)
    assert waits.given(*answer.events).state.waiting_on == "store"


def test_while_the_customer_owes_an_answer_no_desk_is_waited_on_whatever_a_handover_says() -> None:
    asked = story.given(told.publisher_awaited, told.replied)
    outcome = asked.by(policy).when(ChangeWaiting("store"))
    assert without_clock(outcome) == [WaitingChanged(told.TICKET, "store", NOW)]
    rejected = asked.given(*outcome.events)
    assert (rejected.state.waiting_on, rejected.state.running) == ("customer", None)
    rejected.by(policy).when(ChangeWaiting("store")).then()
    assert rejected.given(*rejected.by(ada).when(Reply("r-1", "2.0.3")).events).state.waiting_on == "store"


def test_a_ticket_that_is_over_changes_hands_and_owes_nothing() -> None:
    over = with_acme.given(*with_acme.by(ada).when(Resolve()).events)
    home = over.given(*over.by(policy).when(back).events)
    assert (home.state.owner, home.state.waiting_on, home.state.running) == ("store", "", None)


def test_another_calendar_sets_the_clock_once() -> None:
    outcome = story.by(policy).when(SetClock({"store": always}))
    assert (clock(outcome).calendar, clock(outcome).due) == (1, told.AT + timedelta(minutes=120))
    story.given(*outcome.events).by(policy).when(SetClock({"store": always})).then()


def test_a_breach_is_explained_by_the_desk_that_was_late() -> None:
    late = story.given(told.breached)
    said = AnnotateBreach(told.BREACH, " A fire drill. ")
    annotated = BreachAnnotated(told.TICKET, told.ADA, told.BREACH, "A fire drill.", told.SAM, NOW)
    late.when(said).then(annotated)
    late.given(annotated).when(said).then()
    late.by(ada).when(said).then_refused("desk-only")
    late.when(AnnotateBreach("none", "x")).then_refused("no-such-breach")
    story.by(acting("eve")).when(said).then_refused("no-such-ticket")
