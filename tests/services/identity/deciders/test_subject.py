"""Erasing somebody who is no account."""

from eventlog.testing import Scenario, acting
from services.identity.deciders.subject import EraseSubject, subject
from services.identity.events import SubjectErased

story = Scenario(subject, acting("grace", "operator"))


def test_an_operator_erases_a_publishers_personal_fields() -> None:
    story.when(EraseSubject("acme")).then(SubjectErased("acme"))


def test_a_subject_is_erased_once() -> None:
    story.given(SubjectErased("acme")).when(EraseSubject("acme")).then()


def test_nobody_else_erases_a_subject() -> None:
    story.by(acting("mallory")).when(EraseSubject("acme")).then_refused("staff-only")
