"""What an examination tells is taken once, and of the image that was sent in alone."""

from dataclasses import replace

import pytest

from services.certification.deciders.examination import (
    BeginExamination,
    Command,
    FailExamination,
    FinishExamination,
    NoteCheck,
    NoteScan,
    NoteUnexamined,
)
from services.certification.events import ExaminationFailed
from tests.controls import certification as told
from tests.services.certification.deciders.stories import examined, in_review, sent_in, story

NOW = story.context.at


def _without_submission(event: object) -> dict[str, object]:
    return {name: value for name, value in vars(event).items() if name != "submission"}


CHECK = NoteCheck(**_without_submission(told.layers_pass))
SCAN = NoteScan(**_without_submission(told.scanned))
UNEXAMINED = NoteUnexamined(told.ARM64.platform, told.unexamined.reason)
FAIL = FailExamination(told.failed.reason)


def test_an_examination_begins() -> None:
    story.given(told.opened).when(BeginExamination()).then(replace(told.began, at=NOW))


def test_begun_again_after_a_crash_it_goes_on() -> None:
    sent_in.when(BeginExamination()).then()


def test_a_check_is_noted() -> None:
    sent_in.when(CHECK).then(told.layers_pass)


def test_a_check_told_again_keeps_its_first_outcome() -> None:
    examined.when(replace(CHECK, outcome="fail")).then()


def test_a_scan_is_noted() -> None:
    sent_in.when(SCAN).then(told.scanned)


def test_a_scan_told_again_changes_nothing() -> None:
    examined.when(SCAN).then()


def test_a_scan_of_another_manifest_says_nothing() -> None:
    sent_in.when(replace(SCAN, digest=told.ARM64.digest)).then()


def test_a_platform_that_was_not_sent_in_is_not_noted() -> None:
    sent_in.when(replace(CHECK, platform="linux/riscv64")).then()
    sent_in.when(NoteUnexamined("linux/riscv64", "?")).then()


def test_a_platform_that_cannot_be_read_says_why() -> None:
    sent_in.when(UNEXAMINED).then(told.unexamined)


def test_a_platform_that_was_read_at_a_later_try_is_no_problem_any_more() -> None:
    read = sent_in.given(told.unexamined, told.scanned_arm)
    assert read.state.problems == {}
    read.when(UNEXAMINED).then()


def test_an_examination_ends() -> None:
    examined.when(FinishExamination()).then(replace(told.finished, at=NOW))


def test_an_examination_without_a_single_platform_has_failed() -> None:
    failed = ExaminationFailed(told.SUBMISSION, f"linux/arm64: {told.unexamined.reason}")
    sent_in.given(told.unexamined).when(FinishExamination()).then(failed)
    sent_in.given(told.scanned).when(FinishExamination()).then(replace(failed, reason="No platform was examined."))


def test_an_image_that_cannot_be_examined_says_why() -> None:
    sent_in.when(FAIL).then(told.failed)


@pytest.mark.parametrize("command", [BeginExamination(), CHECK, SCAN, UNEXAMINED, FinishExamination(), FAIL])
def test_after_its_end_nothing_is_noted(command: Command) -> None:
    in_review.when(command).then()
    sent_in.given(told.withdrawn).when(command).then()


def test_nothing_is_noted_of_what_was_never_sent_in() -> None:
    story.when(CHECK).then_refused("no-such-submission")
