"""What customers and desks read of a ticket's history, and what happens later because of it."""

from dataclasses import replace
from typing import Any

import pytest

from eventlog.effects import Due
from eventlog.schema import Erased
from eventlog.testing import recorded
from services.support.policies import effects
from services.support.policies.likeness import alike
from services.support.policies.ticket_timeline import entry, is_for
from tests.controls import support as told

CUSTOMERS = (told.opened, told.replied, told.answered, told.raised, told.handed_over, told.resolved, told.rated)
STORES = (told.assigned, told.warned, told.breached, told.escalated, told.annotated)
NOBODYS = (told.clock_set, told.publisher_awaited)


@pytest.mark.parametrize("event", CUSTOMERS)
def test_what_everybody_reads(event: Any) -> None:
    assert is_for(event, ())
    assert is_for(event, ("acme",))


@pytest.mark.parametrize("event", [*STORES, told.noted])
def test_what_the_customer_does_not_read(event: Any) -> None:
    assert not is_for(event, ())
    assert is_for(event, ("store",))


def test_notes_are_read_by_their_own_desk_alone() -> None:
    assert not is_for(told.noted, ("acme",))
    assert not is_for(replace(told.noted, desk="acme"), ("store",))


def test_that_a_desk_was_late_is_no_matter_of_another_publisher() -> None:
    assert not is_for(told.breached, ("acme",))
    assert is_for(replace(told.breached, desk="acme"), ("store",))


def test_why_a_desk_was_late_is_no_matter_of_another_publisher_either() -> None:
    late = {told.BREACH: told.breached}
    assert is_for(told.annotated, ("store",), late)
    assert not is_for(told.annotated, ("acme",), late)
    assert is_for(told.annotated, ("acme",), {told.BREACH: replace(told.breached, desk="acme")})


@pytest.mark.parametrize("event", NOBODYS)
def test_what_shows_elsewhere_is_no_entry(event: Any) -> None:
    assert not is_for(event, ("store", "acme"))


@pytest.mark.parametrize(
    ("event", "kind", "side", "said"),
    [
        (told.opened, "opened", "customer", ""),
        (told.replied, "asked", "store", ""),
        (replace(told.replied, waits=False, advised=True), "advised", "store", ""),
        (told.answered, "replied", "customer", ""),
        (told.assigned, "assigned", "store", ""),
        (replace(told.assigned, assignee=""), "unassigned", "store", ""),
        (told.raised, "priority", "", "P1"),
        (told.handed_over, "owner", "acme", "acme"),
        (told.linked, "advisory", "", "CVE-2026-1234"),
        (told.reopened, "reopened", "customer", ""),
        (told.rated, "rated", "customer", "5"),
        (told.escalated, "escalated", "store", "Lead"),
    ],
)
def test_an_entry_says_who_did_what(event: Any, kind: str, side: str, said: str) -> None:
    shown = entry(recorded(event, "ticket-1"), told.ADA)
    assert (shown["kind"], shown["side"], shown["told"]) == (kind, side, said)


def test_what_was_erased_has_no_text_and_a_policy_no_name() -> None:
    assert entry(recorded(replace(told.replied, text=Erased()), "ticket-1"), told.ADA)["text"] is None
    assert entry(recorded(told.closed, "ticket-1"), told.ADA)["by"] == ""


def test_what_is_resolved_is_closed_once_nobody_can_reopen_it() -> None:
    due = Due("close-ticket", told.resolved.reopened_until, told.TICKET)
    assert due in effects(told.resolved, recorded(told.resolved, "ticket-1"))


def test_tickets_look_alike_by_words_that_say_something() -> None:
    others = {
        "same": "Snapshot restore fails: checksum mismatch",
        "near": "Checksum mismatch of a backup",
        "chance": "The mismatch between two invoices of May",
        "other": "How do I get an invoice?",
    }
    assert alike("Restoring a snapshot fails with checksum mismatch", others, 5) == ["same", "near"]
    assert alike("How do I do it?", others, 5) == []
