"""What facts about an account cause, and what its letters say."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.identity.deciders.account import LapseRegistration, account
from services.identity.deciders.account_state import Gone
from services.identity.deciders.inviting import LapseInvitation
from services.identity.deciders.organization import organization
from services.identity.deciders.organization_state import Absent
from services.identity.events import SubjectErased
from services.identity.policies import LAPSE, LAPSE_INVITATION, effects, letter, owners, to_end, when_due
from tests.controls import identity as controls
from tests.controls.identity import ACME, ADA, BOB, INVITED, NOON

RECORDED = Recorded(
    id="event-1",
    source="identity",
    type="identity.account-registered",
    dataversion=1,
    stream=f"account-{ADA}",
    version=1,
    position=1,
    time=NOON,
    data={},
    correlation="",
    causation="",
    actor=ADA,
    traceparent="",
    hash="",
    line=b"",
)
WEEK = timedelta(days=7)


def caused_by(event: Any) -> list[Due | Effect]:
    return list(effects(event, RECORDED))


def letter_of(kind: str, until: timedelta) -> Effect:
    told = {"letter": kind, "account": ADA, "at": NOON.isoformat(), "until": (NOON + until).isoformat()}
    return Effect("mail", f"event-1-{kind}", dict(told))


def test_a_registration_sends_a_link_and_lapses_after_a_week() -> None:
    assert caused_by(controls.registered) == [Due(LAPSE, NOON + WEEK, ADA), letter_of("verify", WEEK)]


@pytest.mark.parametrize(
    ("event", "kind", "until"),
    [
        (controls.verification_requested, "verify", WEEK),
        (controls.reset_requested, "reset", timedelta(hours=1)),
        (controls.attempted, "attempted", timedelta()),
        (controls.password_changed, "changed", timedelta()),
    ],
)
def test_the_owner_gets_a_letter(event: Any, kind: str, until: timedelta) -> None:
    assert caused_by(event) == [letter_of(kind, until)]


def test_who_lapsed_is_forgotten() -> None:
    assert caused_by(controls.lapsed) == [Effect("forget", ADA, {"subject": ADA})]


def test_who_was_erased_is_forgotten_and_gets_a_certificate() -> None:
    assert caused_by(controls.erased) == [
        Effect("forget", ADA, {"subject": ADA, "why": "erased"}),
        Effect("certify", "event-1", {"subject": ADA}),
    ]


def test_a_publisher_that_was_erased_is_forgotten() -> None:
    assert caused_by(SubjectErased("acme"))[0] == Effect("forget", "acme", {"subject": "acme", "why": "erased"})


@pytest.mark.parametrize(
    "event", [controls.verified, controls.token_issued, controls.made_operator, controls.suspended]
)
def test_other_facts_cause_nothing_outside(event: Any) -> None:
    assert caused_by(event) == []


def test_no_effect_holds_an_address_or_a_name() -> None:
    told = str([caused_by(event) for event in controls.EVERY_EVENT])
    assert "ada@example.org" not in told
    assert "Lovelace" not in told


def test_the_deadline_lapses_the_registration() -> None:
    assert when_due(Due(LAPSE, NOON, ADA)) == (account, LapseRegistration())


def test_the_deadline_lapses_the_invitation() -> None:
    due = Due(LAPSE_INVITATION, NOON, ACME, {"invitation": INVITED})
    assert when_due(due) == (organization, LapseInvitation(INVITED))


def test_an_invitation_sends_a_link_and_lapses_after_a_week_and_neither_holds_the_address() -> None:
    named = {"letter": "invitation", "organization": ACME, "invitation": INVITED, "at": NOON.isoformat()}
    assert caused_by(controls.bob_invited) == [
        Due(LAPSE_INVITATION, NOON + WEEK, ACME, {"invitation": INVITED}),
        Effect("mail", "event-1-invitation", dict(named)),
    ]


@pytest.mark.parametrize("event", [controls.invitation_withdrawn, controls.bob_joined])
def test_the_address_is_forgotten_when_the_invitation_ends(event: Any) -> None:
    assert caused_by(event) == [Effect("forget", INVITED, {"subject": INVITED})]


def test_a_founder_had_no_invitation_to_forget() -> None:
    assert caused_by(controls.ada_joined) == []


def test_whose_account_is_gone_is_to_leave() -> None:
    state = organization.fold([controls.founded, controls.ada_joined, controls.bob_joined])
    assert list(to_end(state, {ADA: account.fold([controls.registered]), BOB: Gone()})) == [BOB]
    assert list(owners(state)) == [ADA]
    assert (list(to_end(Absent(), {})), list(owners(Absent()))) == ([], [])


def test_an_invitation_names_the_organisation_and_the_role_and_leads_to_its_page() -> None:
    sent = letter("invitation", "https://store.example", "s3cret", organization="acme", role="editor")
    assert sent.subject == "You are invited to join acme"
    assert '"acme" at https://store.example, as editor' in sent.text
    assert "https://store.example/invitations/s3cret\n" in sent.text
    assert sent.text.isascii(), "what is encoded has its link broken over lines, where a letter is read from its file"


def test_an_unknown_deadline_fails_loudly() -> None:
    with pytest.raises(LookupError, match="pay-rent"):
        when_due(Due("pay-rent", NOON, ADA))


@pytest.mark.parametrize(("kind", "path"), [("verify", "/verify/s3cret"), ("reset", "/reset/s3cret")])
def test_the_last_part_of_the_link_is_the_secret(kind: str, path: str) -> None:
    assert f"https://store.example{path}\n" in letter(kind, "https://store.example", "s3cret").text


@pytest.mark.parametrize("kind", ["verify", "reset", "attempted", "changed"])
def test_every_letter_says_which_store_it_comes_from(kind: str) -> None:
    written = letter(kind, "https://store.example", "s3cret")
    assert written.subject
    assert "https://store.example" in written.text


def test_the_same_fact_makes_the_same_letter_and_another_fact_another() -> None:
    again = effects(controls.reset_requested, RECORDED)
    later = effects(controls.reset_requested, replace(RECORDED, id="event-2"))
    assert list(again) == caused_by(controls.reset_requested)
    assert [effect.key for effect in later] != [effect.key for effect in again]
