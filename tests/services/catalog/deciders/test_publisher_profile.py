"""What a publisher tells of itself, agrees to and proves."""

from dataclasses import replace

import pytest

from eventlog.testing import Scenario, acting
from services.catalog.deciders.plan import agreement
from services.catalog.deciders.publisher import publisher
from services.catalog.deciders.publisher_profile import AcceptAgreement, EditPublisher, ProveDomain, SetSupport
from services.catalog.deciders.publisher_state import Event, Publisher
from services.catalog.events import DomainProven, PublisherSuspended
from tests.controls.catalog import (
    AT,
    LOGO,
    acme_agreed,
    acme_applied,
    acme_approved,
    acme_edited,
    acme_proven,
    acme_support,
    ada,
    bob,
    publisher_agreement,
    rita,
)

eve = acting("eve", "acme:editor")
sue = acting("sue", "acme:support")
applied = Scenario(publisher, ada).given(acme_applied)
story = applied.given(acme_approved)
edit = EditPublisher("Acme Limited", "https://www.acme.example", "+44 20 7946 0001", "hello@acme.example", LOGO)
accept = AcceptAgreement("1", publisher_agreement)
support = SetSupport(acme_support.policy, acme_support.hours, str(acme_support.contacts), "")
prove = ProveDomain("acme.example", "dns")


def verified(*events: Event) -> bool:
    state = story.given(*events).state
    assert isinstance(state, Publisher)
    return state.verified


def test_editing_tells_the_whole_profile() -> None:
    applied.when(edit).then(acme_edited)
    applied.by(eve).when(edit).then(acme_edited)


def test_editing_to_what_it_is_changes_nothing() -> None:
    applied.given(acme_edited).when(edit).then()
    story.when(EditPublisher()).then()


def test_nobody_edits_anothers_profile() -> None:
    story.by(bob).when(edit).then_refused("not-yours")
    story.by(eve).when(EditPublisher(legal_name="Acme Ltd")).then()


def test_a_legal_name_that_was_approved_is_changed_by_staff_alone() -> None:
    story.when(edit).then_refused("legal-name-approved")
    story.given(PublisherSuspended("acme", "Spam.")).when(edit).then_refused("legal-name-approved")
    story.by(rita).when(edit).then(acme_edited)
    story.given(acme_edited).by(rita).when(edit).then()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (EditPublisher(legal_name=" "), "legal-name-missing"),
        (EditPublisher(website="javascript:x"), "link-invalid"),
        (EditPublisher(phone="1" * 400), "contact-invalid"),
        (EditPublisher(email="a\nb"), "contact-invalid"),
        (EditPublisher(logo="logo.png"), "logo-invalid"),
    ],
)
def test_a_profile_can_be_read(wrong: EditPublisher, code: str) -> None:
    story.when(wrong).then_refused(code)


def test_an_owner_accepts_the_agreement() -> None:
    story.when(accept).then(acme_agreed)
    story.given(acme_agreed).when(accept).then()


def test_an_editor_does_not_accept_for_the_publisher() -> None:
    story.by(eve).when(accept).then_refused("not-yours")


def test_a_version_that_is_asked_for_no_more_is_not_accepted() -> None:
    story.when(replace(accept, present=agreement("2", "Be kind."))).then_refused("agreement-superseded")


def test_a_new_agreement_is_accepted_anew() -> None:
    second = agreement("2", "Be kind.")
    accepted = replace(acme_agreed, version="2", digest=second.digest)
    story.given(acme_agreed).when(AcceptAgreement("2", second)).then(accepted)


def test_support_is_set() -> None:
    story.by(sue).when(support).then(acme_support)
    story.given(acme_support).when(support).then()
    story.by(bob).when(support).then_refused("not-yours")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [(replace(support, policy=" "), "support-policy-missing"), (replace(support, hours="x" * 501), "support-too-long")],
)
def test_support_says_something_and_not_too_much(wrong: SetSupport, code: str) -> None:
    story.when(wrong).then_refused(code)


def test_a_proof_that_was_seen_proves_the_domain() -> None:
    story.when(prove).then(acme_proven)
    story.given(acme_proven).when(prove).then()
    assert not verified()
    assert verified(acme_proven)


def test_what_was_not_seen_proves_nothing() -> None:
    story.when(replace(prove, how="", seen="no TXT record")).then_refused("domain-not-proven")
    story.when(replace(prove, domain="other.example")).then_refused("domain-not-proven")
    story.by(bob).when(prove).then_refused("not-yours")


def test_without_a_website_there_is_no_domain() -> None:
    bare = Scenario(publisher, ada).given(replace(acme_applied, website=""))
    bare.when(replace(prove, domain="")).then_refused("website-missing")


def test_another_website_has_to_be_proven_anew() -> None:
    history = (acme_proven, replace(acme_edited, website="https://acme.test"))
    assert not verified(*history)
    story.given(*history).when(ProveDomain("acme.test", "well-known")).then(
        DomainProven("acme", "acme.test", "well-known", AT)
    )
