"""Who reviews asks, waives by name and decides; what is in the way stays in the way."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from eventlog.testing import acting
from services.certification.deciders.prerequisites import Prerequisite
from services.certification.deciders.reviewing import (
    AcceptSubmission,
    Answer,
    Ask,
    AssignReviewer,
    Command,
    RejectSubmission,
    WaiveCheck,
)
from tests.controls import certification as told
from tests.services.certification.deciders.stories import MET, ada, bob, examined, in_review, ruth, sent_in, story

NOW, TODAY = story.context.at, story.context.today
ACCEPT = AcceptSubmission(None, MET)
WAIVE = WaiveCheck("secrets", told.waived.reason, told.waived.until)
asked = in_review.given(told.asked)
accepted = replace(told.accepted, platforms=("linux/amd64",), until=date(2027, 11, 2), at=NOW)


def test_a_reviewer_is_assigned() -> None:
    in_review.when(AssignReviewer("")).then(told.assigned)
    in_review.when(AssignReviewer(told.ADA)).then(replace(told.assigned, reviewer=told.ADA))


def test_assigning_twice_changes_nothing() -> None:
    in_review.given(told.assigned).when(AssignReviewer(told.RUTH)).then()


def test_a_question_is_asked() -> None:
    in_review.when(Ask(told.asked.text)).then(replace(told.asked, at=NOW))


def test_a_question_asked_twice_is_one() -> None:
    asked.when(Ask(told.asked.text)).then()


def test_a_question_is_answered_by_its_publisher() -> None:
    asked.by(ada).when(Answer(told.answered.text)).then(replace(told.answered, at=NOW))


def test_an_answer_given_twice_is_one() -> None:
    asked.given(told.answered).by(ada).when(Answer(told.answered.text)).then()


def test_only_its_publisher_answers() -> None:
    asked.by(bob).when(Answer("!")).then_refused("not-yours")


def test_nothing_is_answered_that_was_not_asked() -> None:
    in_review.by(ada).when(Answer("!")).then_refused("nothing-asked")


def test_a_check_is_waived_by_name() -> None:
    in_review.given(told.secrets_fail).when(WAIVE).then(replace(told.waived, at=NOW))


def test_waiving_twice_changes_nothing() -> None:
    in_review.given(told.secrets_fail, told.waived).when(WAIVE).then()


def test_a_check_that_nobody_knows_is_not_waived() -> None:
    in_review.when(WAIVE).then_refused("no-such-check")


def test_a_check_that_should_have_run_may_be_waived() -> None:
    in_review.when(replace(WAIVE, required=frozenset({"secrets"}))).then(replace(told.waived, at=NOW))


def test_a_waiver_needs_a_reason_and_a_day_to_come() -> None:
    failed = in_review.given(told.secrets_fail)
    failed.when(replace(WAIVE, reason=" ")).then_refused("field-invalid")
    failed.when(replace(WAIVE, until=TODAY - timedelta(days=1))).then_refused("day-out-of-range")


def test_what_passed_is_accepted_for_a_year() -> None:
    in_review.when(ACCEPT).then(accepted)


def test_accepting_twice_changes_nothing() -> None:
    in_review.given(told.accepted).when(ACCEPT).then()


def test_it_is_accepted_until_the_day_that_the_reviewer_names() -> None:
    in_review.when(replace(ACCEPT, until=date(2026, 12, 31))).then(replace(accepted, until=date(2026, 12, 31)))
    in_review.when(replace(ACCEPT, until=TODAY - timedelta(days=1))).then_refused("day-out-of-range")


def test_a_platform_that_was_not_examined_is_not_certified() -> None:
    in_review.given(told.unexamined).when(ACCEPT).then(accepted)
    both = in_review.given(told.scanned_arm, replace(told.layers_pass, platform="linux/arm64"))
    both.when(ACCEPT).then(replace(accepted, platforms=("linux/amd64", "linux/arm64")))


def test_an_image_of_which_nothing_was_examined_is_not_certified() -> None:
    sent_in.given(told.unexamined, told.finished).by(ruth).when(ACCEPT).then_refused("nothing-examined")


@pytest.mark.parametrize(
    "stopped", [told.secrets_fail, told.starts_not_run, replace(told.secrets_fail, outcome="error")]
)
def test_a_required_check_that_did_not_pass_is_in_the_way(stopped: object) -> None:
    in_review.given(stopped).when(ACCEPT).then_refused("checks-in-the-way")


def test_a_required_check_that_was_never_told_of_is_in_the_way() -> None:
    in_review.when(replace(ACCEPT, required=frozenset({"starts"}))).then_refused("checks-in-the-way")


def test_what_a_person_reads_is_not_in_the_way() -> None:
    read = replace(told.secrets_fail, level="reviewed", outcome="warn")
    in_review.given(read).when(ACCEPT).then(accepted)


def test_a_waived_check_is_not_in_the_way_and_takes_the_certificate_with_it() -> None:
    waived = in_review.given(told.secrets_fail, told.waived)
    waived.when(ACCEPT).then(replace(accepted, until=told.waived.until))
    waived.when(replace(ACCEPT, until=date(2027, 7, 1))).then_refused("waiver-ends-before")


def test_a_waiver_of_what_passed_shortens_nothing() -> None:
    in_review.given(replace(told.waived, check="layers")).when(ACCEPT).then(accepted)


def test_a_waiver_that_is_over_counts_no_more() -> None:
    over = in_review.given(told.secrets_fail, told.waived).on(date(2027, 7, 1))
    over.when(ACCEPT).then_refused("checks-in-the-way")


def test_prerequisites_that_are_not_met_are_in_the_way() -> None:
    unmet = AcceptSubmission(None, (*MET, Prerequisite("agreement", False, "Accept it.")))
    in_review.when(unmet).then_refused("prerequisites-not-met")


def test_what_is_examined_still_is_not_decided() -> None:
    examined.by(ruth).when(ACCEPT).then_refused("examination-under-way")
    examined.by(ruth).when(RejectSubmission(("No.",))).then_refused("examination-under-way")


def test_it_is_rejected_with_reasons() -> None:
    asked.when(RejectSubmission(told.rejected.reasons)).then(replace(told.rejected, at=NOW))


def test_rejecting_twice_changes_nothing() -> None:
    in_review.given(told.rejected).when(RejectSubmission(told.rejected.reasons)).then()


def test_without_a_reason_nothing_is_rejected() -> None:
    in_review.when(RejectSubmission((" ",))).then_refused("reasons-missing")


@pytest.mark.parametrize("command", [AssignReviewer(""), Ask("?"), WAIVE, ACCEPT, RejectSubmission(("No.",))])
def test_only_who_reviews_decides(command: Command) -> None:
    in_review.by(ada).when(command).then_refused("staff-only")


@pytest.mark.parametrize("command", [AssignReviewer(""), Ask("?"), WAIVE, ACCEPT, RejectSubmission(("No.",))])
def test_what_was_withdrawn_is_not_reviewed(command: Command) -> None:
    in_review.given(told.withdrawn).when(command).then_refused("submission-over")


@pytest.mark.parametrize("command", [AssignReviewer(""), Ask("?"), WAIVE, ACCEPT, RejectSubmission(("No.",))])
@pytest.mark.parametrize("role", ["acme:owner", "acme:editor", "acme:support"])
def test_nobody_decides_on_what_a_publisher_sent_in_that_they_act_for(command: Command, role: str) -> None:
    both = acting(told.RUTH, "reviewer", "operator", role)
    in_review.given(told.secrets_fail).by(both).when(command).then_refused("own-submission")


@pytest.mark.parametrize("command", [AssignReviewer(""), Ask("?"), WAIVE, ACCEPT, RejectSubmission(("No.",))])
def test_nobody_decides_on_what_they_sent_in_themselves(command: Command) -> None:
    left = acting(told.ADA, "reviewer")
    in_review.given(told.secrets_fail).by(left).when(command).then_refused("own-submission")


def test_who_acts_for_another_publisher_decides() -> None:
    in_review.by(acting(told.RUTH, "reviewer", "bolt:owner")).when(ACCEPT).then(accepted)


def test_who_acts_for_its_publisher_may_give_it_to_another_reviewer() -> None:
    both = acting(told.ADA, "reviewer", "acme:owner")
    in_review.by(both).when(AssignReviewer(told.RUTH)).then(told.assigned)
