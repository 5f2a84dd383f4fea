"""Whatever both desks do in whatever order, twice or unheard for a while: one desk owns the ticket, and both agree."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Refused
from eventlog.testing import recorded
from services.support.deciders.handover import (
    AcceptHandover,
    CloseHandover,
    EndHandover,
    ExchangeNote,
    GiveInformation,
    RejectHandover,
    RequestHandover,
    RequestInformation,
    ReturnHandover,
    handover,
    place_of,
)
from services.support.deciders.handover_state import Handover
from services.support.deciders.ticket import Close, Merge, Reopen, Reply, Resolve, ticket
from services.support.events import (
    HandoverAccepted,
    HandoverClosed,
    HandoverRejected,
    HandoverRequested,
    HandoverReturned,
    InformationGiven,
    InformationRequested,
    OwnerChanged,
)
from services.support.policies.handovers import OVER, Promised, moves
from tests.controls import support as told
from tests.services.support.deciders.handover_stories import NOW, ada, bob, pat, policy, sam

PROMISED = Promised({"store": told.store_terms, "acme": told.acme_terms}, {})
MESSAGES = ("one", "two", "three")


@dataclass
class House:
    """The log of one ticket and its handovers, as the kernel keeps it: streams, reservations, known commands."""

    streams: dict[str, list[Any]] = field(default_factory=lambda: {"ticket": [told.opened]})
    held: dict[str, str] = field(default_factory=dict)
    followed: set[tuple[str, int]] = field(default_factory=set)
    steps: int = 0

    def asks(self, stream: str, command: Any, by: Context) -> None:
        decider: Any = ticket if stream == "ticket" else handover
        state = decider.fold(self.streams.get(stream, []))
        self.steps += 1
        try:
            events = decider.decide(command, state, replace(by, at=NOW + timedelta(minutes=self.steps)))
        except Refused:
            return
        if not events:
            return
        taken = [one.stream for one in decider.reserves(command)]
        if any(self.held.get(one, stream) != stream for one in taken):
            return
        self.held |= dict.fromkeys(taken, stream)
        for given_back in decider.releases(command, state):
            self.held.pop(given_back, None)
        self.streams.setdefault(stream, []).extend(events)

    def history(self, stream: str, upto: int | None = None) -> list[Recorded]:
        return [recorded(each, stream, n) for n, each in enumerate(self.streams.get(stream, [])[:upto], 1)]

    def follow(self, stream: str, upto: int | None = None) -> None:
        """As a follower does that has heard of so many events; a command of an event is known by its id."""
        for about, move in moves(self.history(stream, upto), PROMISED):
            if (stream, about.version) not in self.followed:
                self.followed.add((stream, about.version))
                self.asks("ticket", move, policy)

    def hand_over(self, by: Context) -> None:
        """As the service does: what is known of earlier handovers is followed first."""
        for stream in self.handovers:
            self.follow(stream)
        owner = self.ticket.owner
        stream = f"handover-{len(self.handovers)}"
        command = RequestHandover(
            handover=stream,
            ticket=told.TICKET,
            subject=told.ADA,
            sender=owner,
            receiver="acme" if owner == "store" else "store",
            by="direct",
            over=self.ticket.phase != "open",
        )
        self.asks(stream, command, by)

    def ended(self) -> None:
        ending = [OVER[type(each)] for each in self.streams["ticket"] if type(each) in OVER]
        for stream in self.handovers if ending else []:
            self.asks(stream, EndHandover(ending[0]), policy)

    @property
    def handovers(self) -> list[str]:
        return [stream for stream in self.streams if stream != "ticket"]

    @property
    def ticket(self) -> Any:
        return ticket.fold(self.streams["ticket"])


people = st.sampled_from([sam, pat, sam, pat, sam, pat, bob, ada])
answers = st.sampled_from(
    [
        AcceptHandover("A-1", "Pat", ""),
        AcceptHandover("A-2", "Pam", ""),
        RejectHandover("No."),
        ReturnHandover("Yours."),
        CloseHandover(),
    ]
)
talk = st.one_of(
    st.builds(RequestInformation, st.sampled_from(MESSAGES), st.sampled_from(["Which?", "Why?"])),
    st.builds(GiveInformation, st.sampled_from(MESSAGES), st.sampled_from(["This.", "So."])),
    st.builds(ExchangeNote, st.sampled_from(MESSAGES), st.just("Look.")),
)
replies = [Reply("r1", "Hello."), Reply("r2", "Which version?", waits=True), Reopen(), Reopen()]
endings = [Resolve(), Close(), Merge("another", told.ADA, "store", is_open=True)]
step = st.one_of(
    st.tuples(st.just("hand over"), people, st.none()),
    st.tuples(st.just("say"), people, answers),
    st.tuples(st.just("say"), people, answers),
    st.tuples(st.just("say"), people, talk),
    st.tuples(st.just("ticket"), people, st.sampled_from([*replies, *replies, *replies, *endings])),
    st.tuples(st.just("follow"), st.just(policy), st.integers(0, 8)),
)
stories = st.lists(step, min_size=10, max_size=40)
said = st.tuples(st.just("say"), st.sampled_from([sam, pat]), st.one_of(answers, talk, talk))
conversations = st.lists(said, max_size=30).map(lambda each: [("hand over", sam, None), *each])


def lived_through(steps: Sequence[tuple[str, Context, Any]]) -> House:
    house = House()
    for kind, by, what in steps:
        last = house.handovers[-1] if house.handovers else "handover-0"
        if kind == "hand over":
            house.hand_over(by)
        elif kind == "say":
            house.asks(last, what, by)
        elif kind == "ticket":
            house.asks("ticket", what, by)
        else:
            house.follow(last, what)
    house.ended()
    for stream in house.handovers:
        house.follow(stream)
    return house


@given(stories)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_in_the_end_the_ticket_is_whose_its_handover_says(steps: list[tuple[str, Context, Any]]) -> None:
    house = lived_through(steps)
    states = [handover.fold(house.streams[stream]) for stream in house.handovers]
    running = [state for state in states if isinstance(state, Handover) and not state.is_over]
    assert len(running) <= 1
    assert house.ticket.owner == (running[0].owner if running else "store")
    assert (house.held.get(place_of(told.TICKET)) is not None) == bool(running)


@given(stories)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_in_the_end_both_timelines_tell_of_the_same_changes_of_owner(steps: list[tuple[str, Context, Any]]) -> None:
    house = lived_through(steps)
    by_ticket = [(e.handover, e.owner) for e in house.streams["ticket"] if isinstance(e, OwnerChanged)]
    by_handovers = [change for stream in house.handovers for change in _changes(house.streams[stream])]
    assert by_ticket == by_handovers


@given(conversations)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_answered_twice(steps: list[tuple[str, Context, Any]]) -> None:
    house = lived_through(steps)
    for stream in house.handovers:
        events = house.streams[stream]
        assert sum(isinstance(each, HandoverAccepted | HandoverRejected) for each in events) <= 1
        assert sum(isinstance(each, HandoverRejected | HandoverReturned | HandoverClosed) for each in events) <= 1
        said = [each.message for each in events if hasattr(each, "message")]
        assert len(said) == len(set(said))
        for side, other in (("sender", "receiver"), ("receiver", "sender")):
            waiting = 0
            for each in events:
                if isinstance(each, InformationRequested) and each.side == other:
                    waiting = 1
                elif isinstance(each, InformationGiven) and each.side == side:
                    assert waiting
                    waiting = 0


@given(stories)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_repeated_story_adds_nothing(steps: list[tuple[str, Context, Any]]) -> None:
    """What a follower was told before changes neither the ticket nor its clock."""
    house = lived_through(steps)
    before = {stream: [*events] for stream, events in house.streams.items()}
    for stream in house.handovers:
        house.follow(stream)
    house.ended()
    assert house.streams == before


def _changes(events: Sequence[Any]) -> list[tuple[str, str]]:
    request = events[0]
    assert isinstance(request, HandoverRequested)
    changes = []
    for each in events:
        if isinstance(each, HandoverAccepted):
            changes.append((each.handover, request.receiver))
        elif isinstance(each, HandoverClosed) or (isinstance(each, HandoverReturned) and each.side == "receiver"):
            changes.append((each.handover, request.sender))
    return changes
