"""Whatever happens to a ticket in whatever order: what is owed is what one calculates by hand over the calendar."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.support.deciders.ticket import ChangeWaiting, Reopen, Reply, Resolve, SetPriority
from services.support.events import Calendar
from tests.controls.support import store_terms
from tests.controls.support_desks import morning_and_afternoon
from tests.services.support.clock.oracle import MINUTE, counted, is_open
from tests.services.support.deciders.clock_stories import MONDAY, Story, ada, opened, policy, sam

HERE = (Calendar(date(2026, 2, 1), "Europe/Berlin", morning_and_afternoon, "DE-BE", ("2026-03-04",)),)
TERMS = {one.priority: one for one in store_terms}
ACTS = ("answer", "ask", "customer", "hold", "go on", "resolve", "reopen", "priority 1", "priority 2", "priority 3")
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 2000)), max_size=12)


@dataclass
class ByHand:
    """One desk's ticket with pencil and paper: from when it is counted, and when it is not."""

    started: datetime = MONDAY
    answered: bool = False
    held: datetime | None = None  # since when the customer is waited for
    over: bool = False
    priority: int = 2
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)

    def anew(self, at: datetime) -> None:
        self.started, self.pauses, self.answered = at, [], True

    def note(self, act: str, at: datetime) -> None:
        match act:
            case "answer" | "ask":
                self.anew(at)
                self.held = at if act == "ask" or self.held else None
            case "hold":
                self.held = self.held or at
            case "customer" if self.held:
                if self.answered:
                    self.anew(at)
                else:
                    self.pauses.append((self.held, at))
                self.held = None
            case "resolve":
                self.over, self.held = True, None
            case "reopen":
                self.over = False
                self.anew(at)
            case _ if act.startswith("priority"):
                self.priority = int(act[-1])

    def due(self) -> tuple[str, datetime | None]:
        if self.over or self.held:
            return "", None
        promised = TERMS[self.priority]
        minutes = promised.next_update if self.answered else promised.first_response
        at, left = self.started, minutes
        while left:
            left -= is_open(HERE, at) and not any(since <= at < until for since, until in self.pauses)
            at += MINUTE
        return ("next_update" if self.answered else "first_response"), at


def act_on(story: Story, act: str, at: datetime) -> None:
    command, by = {
        "answer": (Reply(f"a{at}", "We look."), sam),
        "ask": (Reply(f"q{at}", "Which version?", waits=True), sam),
        "customer": (Reply(f"c{at}", "2.0.3"), ada),
        "hold": (ChangeWaiting("customer"), policy),
        "go on": (ChangeWaiting("store"), policy),
        "resolve": (Resolve(), sam),
        "reopen": (Reopen(), ada),
    }.get(act, (SetPriority(int(act[-1]) if act[-1].isdigit() else 2), sam))
    story.do(command, by, at)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_what_is_owed_is_what_one_calculates_by_hand(steps: list[tuple[str, int]]) -> None:
    story, by_hand, now = opened({"store": HERE}), ByHand(), MONDAY
    for act, minutes in steps:
        now += timedelta(minutes=minutes)
        if by_hand.over != (act == "reopen"):
            continue
        act_on(story, act, now)
        by_hand.note(act, now)
    what, due = by_hand.due()
    assert (story.clock.what, story.clock.due) == (what, due)
    if due is not None and story.clock.warned is not None:
        gone = counted(HERE, by_hand.started, story.clock.warned, by_hand.pauses)
        assert gone * 4 == story.clock.minutes * 3
