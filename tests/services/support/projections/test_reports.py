"""Reports count what desks answered, resolved, were warned of and broke, by desk, publisher and priority."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from eventlog.testing import project
from services.support.policies.reporting import Figures, report_rows
from services.support.projections import answers, breaches, reports
from tests.controls import support as told
from tests.controls import support_desks as desks

SINCE, UNTIL = told.AT - timedelta(days=1), told.AT + timedelta(days=30)
STORE = ("store", "acme", 2)


def shown(*events: Any) -> Connection:
    return project([answers.projection, breaches.projection], [("stream", event) for event in events])


def at(hours: float) -> Any:
    return told.AT + timedelta(hours=hours)


answer = replace(told.replied, waits=False, at=at(0.5))
asked = replace(told.replied, message="m2", at=at(1))
customer = replace(told.answered, at=at(4))
resolved = replace(told.resolved, at=at(5))


def test_the_first_answer_took_support_minutes_of_the_desk_that_gave_it() -> None:
    with shown(told.opened, answer, replace(answer, message="m3", at=at(3))) as db:
        assert reports.responses(db, "store", SINCE, UNTIL) == [(*STORE, 30 * 60)]
        assert reports.opened(db, "store", SINCE, UNTIL) == {STORE: 1}


def test_what_a_customer_says_is_no_answer() -> None:
    with shown(told.opened, replace(customer, at=at(0.2))) as db:
        assert reports.responses(db, "", SINCE, UNTIL) == []


def test_while_the_customer_was_waited_for_no_time_to_resolution_passed() -> None:
    with shown(told.opened, asked, customer, resolved) as db:
        assert reports.resolutions(db, "store", SINCE, UNTIL) == [(*STORE, 2 * 3600)]


def test_a_ticket_that_was_reopened_is_resolved_when_it_is_again() -> None:
    again = replace(resolved, at=at(25))
    with shown(told.opened, resolved, replace(told.reopened, at=at(24))) as db:
        assert reports.resolutions(db, "store", SINCE, UNTIL) == []
    with shown(told.opened, resolved, replace(told.reopened, at=at(24)), again) as db:
        assert reports.resolutions(db, "store", SINCE, UNTIL) == [(*STORE, 6 * 3600)]


def test_a_ticket_is_closed_once_it_was_resolved_and_counts_once() -> None:
    with shown(told.opened, resolved, told.closed) as db:
        assert reports.resolutions(db, "store", SINCE, UNTIL) == [(*STORE, 5 * 3600)]


def test_who_resolves_it_counts_by_its_own_calendar() -> None:
    """Acme sits in Berlin, where it was ten when the ticket was opened, and has its lunch from eleven UTC on."""
    handed = replace(told.handed_over, at=at(1))
    with shown(desks.calendar_set, told.opened, handed, resolved) as db:
        assert reports.resolutions(db, "acme", SINCE, UNTIL) == [("acme", "acme", 2, 4 * 3600)]
        assert reports.resolutions(db, "store", SINCE, UNTIL) == []


def test_a_merged_ticket_was_not_resolved() -> None:
    with shown(told.opened, told.merged) as db:
        assert reports.resolutions(db, "", SINCE, UNTIL) == []


def test_only_what_happened_in_the_days_that_are_asked_for_counts() -> None:
    with shown(told.opened, answer, resolved) as db:
        assert reports.responses(db, "", at(1), UNTIL) == []
        assert reports.resolutions(db, "", SINCE, at(5)) == []


def test_warnings_and_breaches_are_counted_with_the_priority_of_then() -> None:
    with shown(told.opened, told.warned, told.breached, told.raised) as db:
        assert breaches.counted(db, breaches.warnings, "store", SINCE, UNTIL) == {STORE: 1}
        assert breaches.counted(db, breaches.breaches, "", SINCE, UNTIL) == {STORE: 1}
        assert breaches.counted(db, breaches.breaches, "acme", SINCE, UNTIL) == {}


def test_a_breach_shows_how_far_up_it_went_and_that_it_was_explained() -> None:
    second = replace(told.escalated, level=2, name="Head")
    with shown(told.opened, told.breached, told.escalated, second, told.annotated) as db:
        (row,) = breaches.of_desk(db, "store", 10)
        levels = breaches.levels_told(db, "", SINCE, UNTIL)
    assert (row["number"], row["level"], row["level_name"], row["annotated"]) == (1, 2, "Head", True)
    assert [(one["name"], one["told"]) for one in levels] == [("Lead", 1), ("Head", 1)]


def test_a_report_has_a_row_for_each_desk_publisher_and_priority() -> None:
    took = [(*STORE, 60), (*STORE, 120), (*STORE, 600), ("acme", "acme", 1, 90)]
    acme, store = report_rows(Figures({STORE: 4}, took, [], {}, {STORE: 2}))
    assert (acme["desk"], acme["opened"], acme["first_response"]) == ("acme", 0, {"median": 1.5, "mean": 1.5})
    assert (store["opened"], store["answered"], store["breaches"]) == (4, 3, 2)
    assert store["first_response"] == {"median": 2.0, "mean": 4.3}
    assert store["resolution"] is None
