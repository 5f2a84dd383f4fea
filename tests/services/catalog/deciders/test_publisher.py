"""Becoming a publisher: applying, being approved or turned down."""

from dataclasses import replace

import pytest

from eventlog.testing import Scenario, acting
from services.catalog.deciders.publisher import (
    ApplyAsPublisher,
    ApprovePublisher,
    ListPublisher,
    NotePayouts,
    ReinstatePublisher,
    RejectPublisher,
    SuspendPublisher,
    publisher,
    reserves,
)
from services.catalog.deciders.publisher_state import Publisher
from services.catalog.events import PublisherApplied, PublisherApproved, PublisherRejected, Reason
from tests.controls.catalog import (
    LOGO,
    acme_agreed,
    acme_applied,
    acme_approved,
    acme_connected,
    acme_disconnected,
    acme_reinstated,
    acme_suspended,
    ada,
    bob,
    rita,
    store,
)

story = Scenario(publisher, ada)
apply = ApplyAsPublisher("acme", "Acme Ltd", "https://acme.example", "+44 20 7946 0000", "shop@acme.example", LOGO)
reasons = (Reason("website", "It does not answer."),)


def test_applying_makes_the_applicant_its_owner() -> None:
    story.when(apply).then(acme_applied)


def test_applying_twice_with_the_same_words_changes_nothing() -> None:
    story.given(acme_applied).when(apply).then()


def test_applying_again_with_other_words_corrects_the_application() -> None:
    corrected = replace(acme_applied, website="https://acme.test")
    story.given(acme_applied).when(replace(apply, website="https://acme.test")).then(corrected)


def test_nobody_applies_for_an_organisation_that_is_not_theirs() -> None:
    story.by(bob).when(apply).then_refused("not-yours")
    story.by(acting("eve", "acme:editor")).when(apply).then_refused("not-yours")


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "data:text/html,x", "//acme.example", "http://[::1", "acme"]
)
def test_a_website_is_an_address_of_the_web(website: str) -> None:
    story.when(replace(apply, website=website)).then_refused("link-invalid")
    story.by(rita).when(ListPublisher("library", "Official", website)).then_refused("link-invalid")


@pytest.mark.parametrize("name", ["Acme\nLtd", "exe.\u202egnp", "x" * 201])
def test_a_legal_name_can_be_read(name: str) -> None:
    story.when(replace(apply, legal_name=name)).then_refused("legal-name-invalid")


def test_nobody_can_apply_without_an_account() -> None:
    story.by(acting("")).when(apply).then_refused("not-signed-in")


def test_reserved_slugs_are_refused() -> None:
    story.when(replace(apply, publisher="library")).then_refused("slug-reserved")


def test_a_slug_that_could_not_stand_in_a_repository_is_refused() -> None:
    story.when(replace(apply, publisher="Acme Ltd")).then_refused("slug-invalid")


def test_a_publisher_has_a_legal_name() -> None:
    story.when(replace(apply, legal_name="  ")).then_refused("legal-name-missing")


def test_a_reviewer_approves() -> None:
    story.given(acme_applied).by(rita).when(ApprovePublisher()).then(acme_approved)


def test_approving_twice_changes_nothing() -> None:
    story.given(acme_applied, acme_approved).by(rita).when(ApprovePublisher()).then()


def test_a_publisher_cannot_approve_itself() -> None:
    story.given(acme_applied).when(ApprovePublisher()).then_refused("staff-only")


def test_an_unknown_publisher_cannot_be_approved() -> None:
    story.by(rita).when(ApprovePublisher()).then_refused("no-such-publisher")


def test_rejecting_tells_the_reasons() -> None:
    story.given(acme_applied).by(rita).when(RejectPublisher(reasons)).then(PublisherRejected("acme", reasons))


def test_rejecting_twice_for_the_same_reasons_changes_nothing() -> None:
    story.given(acme_applied, PublisherRejected("acme", reasons)).by(rita).when(RejectPublisher(reasons)).then()


def test_rejecting_without_reasons_is_refused() -> None:
    story.given(acme_applied).by(rita).when(RejectPublisher(())).then_refused("reasons-missing")


def test_who_was_rejected_may_apply_again() -> None:
    story.given(acme_applied, PublisherRejected("acme", reasons)).when(apply).then(acme_applied)


def test_who_applies_again_keeps_what_was_agreed() -> None:
    again = story.given(acme_applied, acme_agreed, PublisherRejected("acme", reasons), acme_applied)
    assert isinstance(again.state, Publisher)
    assert (again.state.stage, again.state.agreed) == ("applied", acme_agreed)


def test_staff_suspend_a_publisher_and_reinstate_it() -> None:
    approved = story.given(acme_applied, acme_approved).by(rita)
    approved.when(SuspendPublisher(acme_suspended.reason)).then(acme_suspended)
    approved.given(acme_suspended).when(SuspendPublisher(acme_suspended.reason)).then()
    approved.given(acme_suspended).when(ReinstatePublisher()).then(acme_reinstated)
    approved.when(ReinstatePublisher()).then()


def test_a_suspension_has_a_reason() -> None:
    story.given(acme_applied).by(rita).when(SuspendPublisher(" ")).then_refused("reasons-missing")


def test_a_publisher_does_not_reinstate_itself() -> None:
    story.given(acme_applied, acme_suspended).when(ReinstatePublisher()).then_refused("staff-only")
    story.given(acme_applied).when(SuspendPublisher("Tired.")).then_refused("staff-only")


def test_staff_list_a_publisher_of_images_that_lie_elsewhere() -> None:
    listed = PublisherApplied("library", "", "Official images", "https://images.example", "", "", "")
    command = ListPublisher("library", "Official images", "https://images.example")
    story.by(rita).when(command).then(listed, PublisherApproved("library"))
    story.by(rita).given(listed, PublisherApproved("library")).when(command).then()


def test_a_listed_publisher_keeps_its_approval_when_its_name_changes() -> None:
    listed = PublisherApplied("library", "", "Official images", "https://images.example", "", "", "")
    renamed = replace(listed, legal_name="Docker Official Images")
    again = ListPublisher("library", "Docker Official Images", "https://images.example")
    history = (listed, PublisherApproved("library"))
    story.by(rita).given(*history).when(again).then(renamed, PublisherApproved("library"))


def test_nobody_else_lists_a_publisher() -> None:
    story.when(ListPublisher("library", "Official images", "")).then_refused("staff-only")


def test_the_slug_is_reserved_for_the_publisher() -> None:
    assert [one.stream for one in reserves(apply)] == ["slug-acme"]


def test_it_is_noted_whether_a_publisher_can_be_paid() -> None:
    told = story.by(store).given(acme_applied)
    told.when(NotePayouts(connected=True)).then(acme_connected)
    told.given(acme_connected).when(NotePayouts(connected=True)).then()
    told.given(acme_connected).when(NotePayouts(connected=False)).then(acme_disconnected)


def test_nobody_but_billing_says_that_a_publisher_can_be_paid() -> None:
    story.given(acme_applied).when(NotePayouts(connected=True)).then_refused("follows-billing")
    story.by(store).when(NotePayouts(connected=True)).then_refused("no-such-publisher")
