"""Whatever is asked of a ticket, by whomever and in whatever order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventlog.decider import Context
from eventlog.refusal import Refused
from eventlog.testing import project
from services.support.deciders import ticket_clock
from services.support.deciders.sides import may, side_of
from services.support.deciders.ticket import (
    Assign,
    ChangeOwner,
    ChangeWaiting,
    CheckSla,
    Close,
    Command,
    LinkAdvisory,
    Merge,
    Note,
    Rate,
    Reopen,
    Reply,
    Resolve,
    SetClock,
    SetPriority,
    ticket,
)
from services.support.deciders.ticket_state import CUSTOMER, Ticket
from services.support.events import ClockSet, OwnerChanged, SlaBreached, TicketReplied
from services.support.projections import tickets as queue
from services.support.projections.queues import ticket_of
from tests.controls import support as told
from tests.services.support.deciders.ticket_stories import NOW, ada, eve, pat, policy, sam

DESKS = ("store", "acme", "globex")
CALENDARS: dict[str, Any] = {}
ids = st.sampled_from([str(number) for number in range(9)])
replies = st.builds(lambda message, waits: Reply(message, "…", waits=waits), ids, st.booleans())
moves = st.one_of(
    st.builds(lambda owner, by: ChangeOwner(owner, by, told.acme_terms), st.sampled_from(DESKS), ids),
    st.builds(ChangeWaiting, st.sampled_from(DESKS)),
)
asked: st.SearchStrategy[Command] = st.one_of(
    replies,
    replies,
    moves,
    st.builds(SetPriority, st.integers(1, 4)),
    st.sampled_from([Resolve(), Reopen(), Close(), Rate(3), SetClock({}), CheckSla({}), LinkAdvisory("CVE-2026-1")]),
    st.sampled_from([Assign(told.SAM), Assign(""), Note("note", "…")]),
    st.builds(Merge, st.just(told.OTHER_TICKET), st.just(told.ADA), st.sampled_from(DESKS), st.just(True)),
)
people = st.sampled_from([ada, ada, sam, sam, pat, eve])
steps = st.one_of(
    st.tuples(asked, people),
    st.tuples(replies, st.sampled_from([ada, sam])),
    st.tuples(moves | st.sampled_from([Close(), CheckSla({}), SetClock({})]), st.just(policy)),
)
stories = st.lists(st.tuples(steps, st.integers(0, 600)), max_size=25)
Story: TypeAlias = list[tuple[tuple[Command, Context], int]]
calmly = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def happens(story: Story) -> list[Any]:
    """The events of a ticket to which this happened, so many minutes after each other."""
    events: list[Any] = [told.opened, ticket_clock.owed(opened(), CALENDARS, told.AT)]
    now = NOW
    for number, ((command, by), minutes) in enumerate(story):
        now += timedelta(minutes=minutes)
        events += decided(events, command, replace(by, at=now, command_id=f"command-{number}"))
    return events


def opened() -> Ticket:
    return state_of([told.opened])


def state_of(events: list[Any]) -> Ticket:
    state = ticket.fold(events)
    assert isinstance(state, Ticket)
    return state


def decided(events: list[Any], command: Command, by: Context) -> list[Any]:
    """Nothing where it is refused."""
    try:
        return ticket.decide(command, ticket.fold(events), by)
    except Refused:
        return []


@calmly
@given(stories)
def test_one_desk_owns_it_and_its_clock_is_what_is_owed(story: Story) -> None:
    events = happens(story)
    state = state_of(events)
    changes = [event for event in events if isinstance(event, OwnerChanged)]
    assert [change.was for change in changes] == ["store", *(change.owner for change in changes[:-1])][: len(changes)]
    assert state.owner == (changes[-1].owner if changes else "store")
    clock = state.clock
    assert clock is not None
    assert clock == ticket_clock.owed(state, CALENDARS, clock.at)
    assert (state.running is None) == (state.phase != "open" or state.waiting_on == CUSTOMER)


@calmly
@given(stories)
def test_every_command_repeated_decides_nothing_new(story: Story) -> None:
    events = happens(story[:-1])
    for (command, by), minutes in story[-1:]:
        later = replace(by, at=NOW + timedelta(minutes=20_000 + minutes))
        first = decided(events, command, later)
        assert decided([*events, *first], command, later) == [] or not first


@calmly
@given(stories)
def test_nothing_is_said_twice_and_no_promise_breaks_twice(story: Story) -> None:
    events = happens(story)
    messages = [event.message for event in events if isinstance(event, TicketReplied)]
    broken = [(event.what, event.desk, event.due) for event in events if isinstance(event, SlaBreached)]
    assert len(messages) == len(set(messages))
    assert len(broken) == len(set(broken))


@calmly
@given(stories)
def test_strangers_leave_no_trace(story: Story) -> None:
    events = happens(story)
    assert all(getattr(event, "by", "") != "eve" for event in events)
    assert may(state_of(events), eve) == []


@calmly
@given(stories)
def test_the_queue_shows_what_the_log_says(story: Story) -> None:
    events = happens(story)
    state = state_of(events)
    with project([queue.projection], [("ticket-1", event) for event in events]) as db:
        row = ticket_of(db, told.TICKET)
    assert row is not None
    shown = (row["owner"], row["waiting_on"], row["state"], row["assignee"], row["priority"], row["stars"])
    assert shown == (state.owner, state.waiting_on, state.phase, state.assignee, state.priority, state.stars)
    assert state.clock is not None
    assert (row["what"], row["due"], row["breaches"]) == (state.clock.what, state.clock.due, len(state.breaches))


@calmly
@given(stories)
def test_what_may_be_done_is_not_refused(story: Story) -> None:
    state = state_of(happens(story))
    given_so: dict[str, Command] = {
        "resolve": Resolve(),
        "reopen": Reopen(),
        "rate": Rate(2),
        "reply": Reply("new", "…"),
    }
    for by in (ada, sam, pat):
        later = replace(by, at=max(NOW, _last(state)))
        for name in set(may(state, later)) & given_so.keys():
            assert ticket.decide(given_so[name], state, later) or name in ("rate", "resolve")
            assert side_of(state, later) in (CUSTOMER, *DESKS)


def _last(state: Ticket) -> Any:
    clock = state.clock
    return clock.at if isinstance(clock, ClockSet) else NOW
