"""The queue: what it shows of a ticket, in which order, and to whom."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from eventlog.testing import project
from services.support.projections import handovers, queues, tickets
from services.support.projections.queues import Asked
from tests.controls import support as told
from tests.controls import support_handovers as handed


def shown(*events: Any) -> Connection:
    return project([tickets.projection, handovers.projection], [(f"ticket-{event.ticket}", event) for event in events])


def another(name: str, **other: Any) -> Any:
    return replace(told.opened, ticket=name, **other)


def clocked(name: str, minutes: int) -> Any:
    return replace(told.clock_set, ticket=name, due=told.AT + timedelta(minutes=minutes))


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["ticket"] for row in rows]


@pytest.fixture
def three() -> Iterator[Connection]:
    """One that is due late, one that is due soon, and one that waits for its customer."""
    with shown(
        another("late"),
        clocked("late", 300),
        another("soon"),
        clocked("soon", 30),
        another("still"),
        replace(told.clock_set, ticket="still", what="", due=None),
    ) as db:
        yield db


def test_the_nearest_deadline_comes_first_and_what_stands_still_last(three: Connection) -> None:
    assert ids(queues.by_deadline(three, queues.EVERY, Asked(), None, 10)) == ["soon", "late", "still"]


def test_a_page_goes_on_where_the_one_before_ended(three: Connection) -> None:
    (first,) = queues.by_deadline(three, queues.EVERY, Asked(), None, 1)
    assert ids(queues.by_deadline(three, queues.EVERY, Asked(), (first["nearest"], first["number"]), 9)) == [
        "late",
        "still",
    ]


def test_it_counts_what_is_open_and_what_is_late(three: Connection) -> None:
    assert queues.counted(three, queues.EVERY, told.AT + timedelta(minutes=60)) == (3, 1)


STORY = (
    told.opened,
    told.assigned,
    told.publisher_awaited,
    replace(told.assigned, assignee=""),
    told.handed_over,
    replace(told.handed_over, owner="store"),
    told.assigned,
    told.resolved,
    told.reopened,
    told.merged,
)


@pytest.mark.parametrize("length", range(1, len(STORY) + 1))
def test_the_numbers_of_open_tickets_are_those_of_their_queues(length: int) -> None:
    beside = (another("one"), replace(told.assigned, ticket="one"), another("two", owner="acme"))
    of = (queues.EVERY, queues.unassigned("store"), queues.assigned_to(told.SAM), queues.handed())
    with shown(*beside, *STORY[:length]) as db:
        for each in (*of, queues.both(queues.handed(), queues.assigned_to(told.SAM))):
            listed = queues.by_deadline(db, each, Asked(state="open"), None, 99)
            assert queues.counted(db, each, told.AT)[0] == len(listed)


def test_a_customers_own_come_the_newest_first() -> None:
    with shown(another("one"), another("two"), another("other", subject="eve", holder="eve")) as db:
        mine = queues.whose(told.ADA)
        assert ids(queues.newest_first(db, mine, Asked(), 0, 9)) == ["two", "one"]
        assert ids(queues.newest_first(db, mine, Asked(), 2, 9)) == ["one"]


def test_organisations_share_their_tickets() -> None:
    with shown(another("one", holder="globex")) as db:
        assert ids(queues.newest_first(db, queues.whose("bob", ["globex"]), Asked(), 0, 9)) == ["one"]


def test_what_somebody_opened_for_an_organisation_is_theirs_while_they_belong_to_it() -> None:
    with shown(another("one", holder="globex")) as db:
        assert ids(queues.newest_first(db, queues.whose(told.ADA, [], ["globex"]), Asked(), 0, 9)) == ["one"]
        assert ids(queues.newest_first(db, queues.whose(told.ADA), Asked(), 0, 9)) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(state="resolved"), ["resolved"]),
        (Asked(priority=1), ["urgent"]),
        (Asked(assignee=told.SAM), ["assigned"]),
        (Asked(waiting_on="customer"), ["asked"]),
        (Asked(waiting_on="publisher"), ["with-acme"]),
        (Asked(waiting_on="partner"), ["with-nova"]),
        (Asked(waiting_on="nobody"), ["resolved"]),
        (Asked(publisher="globex"), ["of-globex"]),
        (Asked(product="another"), ["of-globex"]),
    ],
)
def test_a_list_is_kept_to_what_is_asked(asked: Asked, found: list[str]) -> None:
    events = [
        *(another(name) for name in ("resolved", "urgent", "assigned", "asked", "with-acme", "with-nova")),
        another("of-globex", publisher="globex", product="another"),
        replace(told.resolved, ticket="resolved"),
        replace(told.raised, ticket="urgent"),
        replace(told.assigned, ticket="assigned"),
        replace(told.replied, ticket="asked"),
        replace(told.handed_over, ticket="with-acme"),
        replace(told.handed_over, ticket="with-nova", owner="partner:NOVA"),
    ]
    with shown(*events) as db:
        assert ids(queues.newest_first(db, queues.EVERY, asked, 0, 99)) == found


def test_a_publisher_sees_what_it_was_asked_to_take_and_nothing_else() -> None:
    asked = (replace(handed.requested, ticket="two"), replace(told.publisher_awaited, ticket="two"))
    with shown(another("one"), another("two"), *asked) as db:
        assert ids(queues.newest_first(db, queues.seen_by("acme"), Asked(), 0, 9)) == ["two"]
        assert ids(queues.newest_first(db, queues.handed(), Asked(), 0, 9)) == ["two"]


def test_who_was_waited_on_is_waited_on_again_once_the_customer_has_answered() -> None:
    with shown(told.opened, told.publisher_awaited, told.replied, told.answered) as db:
        row = queues.ticket_of(db, told.TICKET)
    assert row is not None
    assert row["waiting_on"] == "acme"


def test_what_was_late_is_late_until_something_else_is_owed() -> None:
    late = (told.opened, told.clock_set, told.breached)
    next_update = replace(told.clock_set, started=told.AT + timedelta(hours=3))
    for events, is_late in ((late, True), ((*late, told.clock_set), True), ((*late, next_update), False)):
        with shown(*events) as db:
            row = queues.ticket_of(db, told.TICKET)
        assert row is not None
        assert (row["broke"] == row["started"], row["breaches"]) == (is_late, 1)


def test_a_customer_is_known_by_their_tickets_and_stars() -> None:
    with shown(told.opened, told.resolved, told.rated, another("two")) as db:
        assert queues.of_customer(db, told.ADA) == (2, 1, 5.0)


def test_clocks_by_an_older_calendar_are_found() -> None:
    with shown(told.opened, told.clock_set) as db:
        assert queues.on_clock_of(db, "store", 1) == [told.TICKET]
        assert queues.on_clock_of(db, "store", 0) == []


def test_the_summary_stays_ciphertext() -> None:
    assert not tickets.projection.reveals
