"""Tickets and handovers: that they moved is told to their people, and never a word of what was said."""

from dataclasses import replace

import pytest

from tests.controls import support as tickets
from tests.controls import support_handovers as handovers
from tests.controls.support import ADA, PAT, SAM
from tests.services.notifications.stories import shelf

opened = shelf.given(tickets.opened, actor=ADA)
asked = opened.given(handovers.requested, actor=SAM)
NUMBER = f"T-{opened.facts[-1].position}"


@pytest.mark.parametrize(
    ("event", "change"),
    [
        (tickets.resolved, "resolved"),
        (tickets.reopened, "reopened"),
        (tickets.closed, "closed"),
        (tickets.merged, "merged"),
        (tickets.replied, "asked"),
        (replace(tickets.replied, waits=False), "answered"),
    ],
)
def test_the_customer_hears_how_a_ticket_moves(event: object, change: str) -> None:
    notice = opened.given(event, actor=SAM).one("ticket.moved")
    assert (notice.audiences, notice.link) == ((f"holder:{ADA}", f"but:{SAM}"), f"/tickets/{NUMBER}")
    assert notice.facts == {"name": "Acme Database", "number": NUMBER, "change": change}


def test_who_opened_it_is_not_told_that_they_did() -> None:
    assert opened.one("ticket.moved").audiences == (f"holder:{ADA}", f"but:{ADA}")


def test_what_the_customer_writes_is_told_to_nobody() -> None:
    assert opened.given(tickets.answered, actor=ADA).told() == []


def test_a_ticket_about_the_store_itself_is_about_no_product() -> None:
    notice = shelf.given(replace(tickets.opened, product=""), tickets.resolved).one("ticket.moved")
    assert (notice.product, "name" in notice.facts) == ("", False)


def test_who_is_asked_to_take_a_ticket_over_hears_of_it() -> None:
    notice = asked.one("handover.moved")
    assert notice.audiences == ("publisher:acme:desk", f"but:{SAM}")
    assert notice.link == f"/publish/acme/desk/tickets/{NUMBER}/handover"
    assert notice.facts == {"name": "Acme Database", "number": NUMBER, "change": "requested"}


@pytest.mark.parametrize(
    ("event", "change"),
    [
        (handovers.accepted, "accepted"),
        (handovers.rejected, "rejected"),
        (handovers.refused, "refused"),
        (handovers.asked, "asked"),
        (handovers.exchanged, "noted"),
        (handovers.returned, "returned"),
        (handovers.closed, "closed"),
    ],
)
def test_the_desk_that_handed_over_hears_what_the_other_does(event: object, change: str) -> None:
    notice = asked.given(event, actor=PAT).one("handover.moved")
    assert (notice.audiences, notice.facts["change"]) == (("staff:support", f"but:{PAT}"), change)
    assert notice.link == f"/staff/desk/tickets/{NUMBER}/handover"


def test_what_the_sender_does_the_receiver_hears() -> None:
    assert asked.given(handovers.given, actor=SAM).one("handover.moved").audiences[0] == "publisher:acme:desk"


def test_a_partner_hears_of_it_by_tsanet_alone() -> None:
    to_partner = replace(handovers.requested, receiver="partner:Globex", by="tsanet")
    assert opened.given(to_partner).told() == []


def test_a_partners_customer_is_nobody_here() -> None:
    theirs = shelf.given(replace(tickets.opened, holder="partner:Globex", owner="partner:Globex", subject=""))
    assert theirs.given(tickets.resolved, actor=SAM).told() == []
