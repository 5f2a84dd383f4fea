"""Where each handover stands, as lists show it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from eventlog.testing import project
from services.support.projections import handovers, tickets
from tests.controls import support_handovers as told
from tests.controls.support import HANDOVER, TICKET, opened

TO_PARTNER = replace(told.requested, handover="other", receiver=told.GLOBEX, by="tsanet")
DELIVERED = replace(told.delivered, handover="other")


@pytest.fixture
def shown() -> Iterator[Any]:
    connections: list[Connection] = []

    def show(*events: Any) -> Connection:
        streams = [(f"ticket-{TICKET}", opened), *((f"handover-{each.handover}", each) for each in events)]
        connections.append(project((tickets.projection, handovers.projection), streams))
        return connections[-1]

    yield show
    for each in connections:
        each.close()


def states(db: Connection, desk: str, state: str = "") -> list[str]:
    return [each["state"] for each in handovers.of_desk(db, desk, state, 10)]


def test_a_handover_is_listed_for_both_its_desks_with_its_ticket(shown: Any) -> None:
    db = shown(told.requested)
    for desk in ("store", "acme"):
        (row,) = handovers.of_desk(db, desk, "open", 10)
        assert (row["id"], row["priority"], row["due"]) == (HANDOVER, 2, told.requested.due)
    assert handovers.of_desk(db, "globex", "", 10) == []


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (told.accepted, "accepted"),
        (told.rejected, "rejected"),
        (told.refused, "refused"),
        (told.returned, "returned"),
        (told.closed, "closed"),
    ],
)
def test_each_answer_shows(shown: Any, event: Any, state: str) -> None:
    db = shown(told.requested, event)
    assert states(db, "acme") == states(db, "acme", state) == [state]
    assert states(db, "acme", "open") == ([state] if state == "accepted" else [])


def test_a_question_shows_until_it_is_answered(shown: Any) -> None:
    for events, asks in (((told.asked,), True), ((told.asked, told.given), False), ((told.asked, told.closed), False)):
        (row,) = handovers.of_ticket(shown(told.requested, *events), TICKET)
        assert row["asks_sender"] is asks


def test_a_case_at_tsanet_is_found_by_its_token_and_due_when_tsanet_says(shown: Any) -> None:
    db = shown(TO_PARTNER, DELIVERED)
    found = handovers.at_tsanet(db, told.TOKEN)
    assert found is not None
    assert (found["id"], found["due"]) == ("other", told.delivered.respond_by)
    assert handovers.at_tsanet(db, "") is None


def test_a_case_that_a_partner_opened_is_found_by_its_token(shown: Any) -> None:
    received = replace(TO_PARTNER, sender=told.GLOBEX, receiver="store", partner=told.TOKEN)
    found = handovers.at_tsanet(shown(received), told.TOKEN)
    assert found is not None
    assert found["sender"] == told.GLOBEX


def test_what_tsanet_has_is_looked_at_until_it_is_over(shown: Any) -> None:
    closed = replace(told.closed, handover="other")
    assert [each["id"] for each in handovers.open_at_tsanet(shown(told.requested, TO_PARTNER, DELIVERED))] == ["other"]
    assert handovers.open_at_tsanet(shown(TO_PARTNER, DELIVERED, closed)) == []
