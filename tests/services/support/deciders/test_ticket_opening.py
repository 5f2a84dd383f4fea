"""Tickets are opened for oneself, for one's organisation, and by a publisher's people for their own desk."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from eventlog.testing import acting
from services.support.deciders.ticket import OpenTicket
from tests.controls import support as told
from tests.services.support.deciders.ticket_stories import NOW, ada, clock, nothing, pat, policy, story, without_clock

SAME = [field.name for field in fields(OpenTicket) if field.name != "calendars"]
wanted = OpenTicket(**{name: getattr(told.opened, name) for name in SAME})


def test_a_ticket_holds_what_was_promised_and_bought_when_it_was_opened() -> None:
    outcome = nothing.by(ada).when(wanted)
    assert without_clock(outcome) == [replace(told.opened, at=NOW)]


def test_with_its_opening_the_first_answer_is_owed() -> None:
    set_ = clock(nothing.by(ada).when(wanted))
    assert (set_.what, set_.desk, set_.minutes) == ("first_response", "store", 120)
    assert set_.due == NOW + timedelta(minutes=120)


def test_opening_twice_changes_nothing() -> None:
    story.by(ada).when(wanted).then()


def test_nobody_opens_a_ticket_for_another() -> None:
    nothing.by(pat).when(wanted).then_refused("not-yours")
    nothing.by(ada).when(replace(wanted, holder="globex")).then_refused("not-yours")


@pytest.mark.parametrize("role", ["owner", "billing", "member"])
def test_members_open_tickets_for_their_organisation(role: str) -> None:
    member = acting(told.ADA, f"globex:{role}", at=NOW)
    assert without_clock(nothing.by(member).when(replace(wanted, holder="globex")))[0].holder == "globex"


def test_a_publishers_people_open_one_that_their_desk_owns() -> None:
    own = replace(wanted, subject=told.PAT, holder="acme", owner="acme")
    assert clock(nothing.by(pat).when(own)).desk == "acme"
    nothing.by(ada).when(replace(own, subject=told.ADA)).then_refused("not-yours")


def test_a_policy_opens_what_a_partner_sent() -> None:
    theirs = replace(wanted, subject="partner:NOVA", holder="partner:NOVA", owner="partner:NOVA", channel="tsanet")
    assert without_clock(nothing.by(policy).when(theirs))[0].owner == "partner:NOVA"
    own = replace(theirs, subject=told.ADA, holder=told.ADA)
    nothing.by(ada).when(own).then_refused("not-yours")


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"summary": "  "}, "text-missing"),
        ({"summary": "x" * 201}, "text-too-long"),
        ({"description": "", "attachments": ()}, "text-missing"),
        ({"description": "x" * 20_001}, "text-too-long"),
        ({"priority": 5}, "field-invalid"),
        ({"digest": "sha256:0"}, "digest-invalid"),
        ({"channel": "pigeon"}, "field-invalid"),
        ({"tag": "x" * 201}, "field-invalid"),
        ({"attachments": tuple(replace(told.log_file, id=str(n)) for n in range(11))}, "too-many-attachments"),
    ],
)
def test_what_is_not_right_is_refused(other: dict[str, Any], code: str) -> None:
    nothing.by(ada).when(replace(wanted, **other)).then_refused(code)
