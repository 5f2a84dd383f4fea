"""An image is sent in by its publisher, once at a time."""

from dataclasses import replace

from services.certification.deciders.reviewing import WithdrawSubmission
from services.certification.deciders.submission import OpenSubmission, releases, reserves
from tests.controls import certification as told
from tests.services.certification.deciders.stories import bob, examined, in_review, sent_in, story

names = ("submission", "publisher", "product", "plan", "repository", "tag", "digest", "kind", "platforms")
OPEN = OpenSubmission(**{name: getattr(told.opened, name) for name in names}, engine_version="29.1", infrastructure="")
NOW = story.context.at


def test_an_image_is_sent_in() -> None:
    story.when(OPEN).then(replace(told.opened, at=NOW))


def test_sent_in_again_under_its_id_it_is_the_same_submission() -> None:
    story.given(told.opened).when(OPEN).then()


def test_nobody_sends_in_for_another_publisher() -> None:
    story.by(bob).when(OPEN).then_refused("not-yours")


def test_latest_alone_is_no_version() -> None:
    story.when(replace(OPEN, tag="latest")).then_refused("latest-alone")


def test_an_engine_is_a_version() -> None:
    story.when(replace(OPEN, engine_version="the newest")).then_refused("field-invalid")


def test_an_index_of_nothing_is_not_sent_in() -> None:
    story.when(replace(OPEN, platforms=())).then_refused("no-platform")


def test_what_was_waived_for_the_product_and_still_counts_is_waived_here_too() -> None:
    old = replace(told.waived, submission="before")
    over = replace(old, check="sudo", until=NOW.date().replace(day=1))
    waived = replace(OPEN, waived=(old, over))
    story.when(waived).then(replace(told.opened, at=NOW), replace(old, submission=told.SUBMISSION))


def test_a_digest_is_under_way_once_in_its_repository() -> None:
    assert [each.stream for each in reserves(OPEN)] == [f"submission-of-acme/team@{told.INDEX}"]


def test_what_is_decided_may_be_sent_in_again() -> None:
    assert releases(WithdrawSubmission(), sent_in.state) == [f"submission-of-acme/team@{told.INDEX}"]
    assert releases(OPEN, sent_in.state) == []


def test_it_is_withdrawn_at_any_moment_before_it_is_decided() -> None:
    for moment in (sent_in, examined, in_review.by(story.context)):
        moment.when(WithdrawSubmission()).then(replace(told.withdrawn, at=NOW))


def test_withdrawing_twice_changes_nothing() -> None:
    sent_in.given(told.withdrawn).when(WithdrawSubmission()).then()


def test_nobody_withdraws_for_another_publisher() -> None:
    sent_in.by(bob).when(WithdrawSubmission()).then_refused("not-yours")


def test_what_is_decided_is_not_withdrawn() -> None:
    in_review.given(told.accepted).by(story.context).when(WithdrawSubmission()).then_refused("submission-over")


def test_what_was_never_sent_in_is_not_withdrawn() -> None:
    story.when(WithdrawSubmission()).then_refused("no-such-submission")
