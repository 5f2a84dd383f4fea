"""A receiver's form is filled in as it asks, and what is wrong is named."""

from dataclasses import replace

import pytest

from eventlog.refusal import Invalid
from services.support.deciders.handover_form import answered
from tests.controls.support_handovers import form
from tests.services.support.deciders.handover_stories import ASK, story

FILLED = {"system": "Linux", "steps": "Restore\na snapshot."}


def refusal(**changed: str) -> Invalid:
    with pytest.raises(Invalid) as refused:
        answered(form, {**FILLED, **changed})
    return refused.value


def test_answers_are_kept_in_the_forms_order_and_empty_ones_are_not() -> None:
    assert [*answered(form, {"contract": " ", "steps": " Restore. ", "system": "Linux"}).items()] == [
        ("system", "Linux"),
        ("steps", "Restore."),
    ]


def test_an_answer_that_nobody_asked_for_is_refused_by_its_name() -> None:
    assert str(refusal(colour="red")) == "answer-unknown: colour"


def test_an_answer_that_is_missing_is_refused_by_its_name() -> None:
    assert str(refusal(steps=" ")) == "answer-missing: steps"


def test_a_choice_that_is_not_offered_is_refused_by_its_name() -> None:
    assert str(refusal(system="Plan 9")) == "answer-unfit: system"


def test_one_line_stays_one_line() -> None:
    assert str(refusal(contract="A\nB")) == "answer-unfit: contract"


def test_an_answer_that_is_too_long_is_refused_by_its_name() -> None:
    assert str(refusal(steps="x" * 5001)) == "answer-unfit: steps"


def test_no_ticket_is_handed_over_with_a_form_that_is_not_filled_in() -> None:
    story.when(replace(ASK, answers={})).then_refused("answer-missing")
