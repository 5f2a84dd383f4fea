"""Reviews: earned, one an account and product, answered by the publisher, taken away by staff."""

import pytest

from eventlog.schema import ERASED
from eventlog.testing import Scenario, acting
from services.catalog.deciders.review import (
    AnswerReview,
    EditReview,
    EraseReview,
    KeepReview,
    PostReview,
    RemoveReview,
    ReportReview,
    Review,
    id_of,
    review,
)
from services.catalog.events import ReviewAnswered, ReviewReported
from tests.controls import catalog as c

story = Scenario(review, c.bob)
carol = acting("carol")
TITLE, TEXT = "Keeps its word", "A year without a lost row."


def post(**told: object) -> PostReview:
    given = {"review": "rv1", "product": "db", "earned": True, "own": False, "stars": 4, "title": TITLE, "text": TEXT}
    return PostReview(**given | told)  # type: ignore[arg-type]


def test_who_has_used_a_product_reviews_it() -> None:
    story.given().when(post()).then(c.review_posted)


def test_spaces_around_the_words_are_not_kept() -> None:
    story.given().when(post(title=" Keeps  its word ", text=f"\n{TEXT}\n")).then(c.review_posted)


def test_the_same_review_again_changes_nothing() -> None:
    story.given(c.review_posted).when(post()).then()


def test_another_review_of_the_same_product_is_an_edit() -> None:
    story.given(c.review_posted).when(post(stars=1)).then_refused("already-reviewed")


def test_who_never_had_it_does_not_review_it() -> None:
    story.given().when(post(earned=False)).then_refused("review-not-earned")


def test_nobody_reviews_the_product_of_their_own_publisher() -> None:
    story.given().when(post(own=True)).then_refused("own-product")


def test_what_staff_took_away_is_not_posted_again() -> None:
    story.given(c.review_posted, c.review_removed).when(post()).then_refused("review-removed")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"stars": 0}, "stars-invalid"),
        ({"stars": 6}, "stars-invalid"),
        ({"stars": True}, "stars-invalid"),
        ({"stars": 4.5}, "stars-invalid"),
        ({"title": "x" * 121}, "title-too-long"),
        ({"text": "x" * 5001}, "text-too-long"),
    ],
)
def test_a_review_is_one_to_five_stars_and_not_endless(wrong: dict[str, object], code: str) -> None:
    story.given().when(post(**wrong)).then_refused(code)


def test_its_author_edits_it() -> None:
    story.given(c.review_posted).when(EditReview(5, TITLE, "Two years without a lost row.")).then(c.review_edited)


def test_editing_it_to_what_it_says_changes_nothing() -> None:
    story.given(c.review_posted, c.review_edited).when(EditReview(5, TITLE, "Two years without a lost row.")).then()


def test_nobody_edits_anothers_review() -> None:
    story.given(c.review_posted).by(carol).when(EditReview(1, "", "")).then_refused("not-yours")


def test_what_is_not_there_is_not_edited() -> None:
    story.given().when(EditReview(1, "", "")).then_refused("no-such-review")


def test_the_publisher_answers() -> None:
    story.given(c.review_posted).by(c.ada).when(AnswerReview("acme", "Thank you, Bob. ")).then(c.review_answered)


def test_the_publishers_support_answers_anew() -> None:
    sue = acting("sue", "acme:support")
    told = ReviewAnswered("rv1", "db", "acme", "Fixed.", "sue")
    story.given(c.review_posted, c.review_answered).by(sue).when(AnswerReview("acme", "Fixed.")).then(told)


def test_the_same_answer_again_changes_nothing() -> None:
    told = (c.review_posted, c.review_answered)
    story.given(*told).by(c.ada).when(AnswerReview("acme", "Thank you, Bob.")).then()


def test_only_the_publisher_answers() -> None:
    story.given(c.review_posted).by(carol).when(AnswerReview("acme", "Thanks!")).then_refused("not-yours")


def test_a_mere_member_of_the_publisher_does_not_answer_for_it() -> None:
    mo = acting("mo", "acme:member")
    story.given(c.review_posted).by(mo).when(AnswerReview("acme", "Thanks!")).then_refused("not-yours")


def test_an_answer_says_something() -> None:
    story.given(c.review_posted).by(c.ada).when(AnswerReview("acme", " ")).then_refused("answer-missing")


def test_anybody_reports_a_review() -> None:
    story.given(c.review_posted).by(carol).when(ReportReview("It names a person.")).then(c.review_reported)


def test_who_reports_twice_is_heard_once() -> None:
    told = (c.review_posted, c.review_reported)
    story.given(*told).by(carol).when(ReportReview("Really!")).then()
    story.given(*told).by(c.ada).when(ReportReview("Lies.")).then(ReviewReported("rv1", "db", "ada", "Lies."))


def test_a_report_says_why() -> None:
    story.given(c.review_posted).by(carol).when(ReportReview(" ")).then_refused("reasons-missing")


def test_staff_leave_what_was_reported_without_reason() -> None:
    told = (c.review_posted, c.review_reported)
    story.given(*told).by(c.rita).when(KeepReview()).then(c.review_kept)
    story.given(*told, c.review_kept).by(c.rita).when(KeepReview()).then()


def test_what_was_left_is_reported_anew_by_another_alone() -> None:
    told = (c.review_posted, c.review_reported, c.review_kept)
    story.given(*told).by(carol).when(ReportReview("Look again.")).then()
    again = ReviewReported("rv1", "db", "ada", "Lies.")
    story.given(*told).by(c.ada).when(ReportReview("Lies.")).then(again)
    story.given(*told, again).by(c.rita).when(KeepReview()).then(c.review_kept)


def test_staff_alone_leave_what_was_reported() -> None:
    story.given(c.review_posted, c.review_reported).by(c.ada).when(KeepReview()).then_refused("staff-only")
    story.given(c.review_posted, c.review_removed).by(c.rita).when(KeepReview()).then_refused("review-removed")


def test_staff_take_a_review_away() -> None:
    story.given(c.review_posted).by(c.rita).when(RemoveReview("It names a person.")).then(c.review_removed)


def test_a_review_is_taken_away_once() -> None:
    story.given(c.review_posted, c.review_removed).by(c.rita).when(RemoveReview("It names a person.")).then()


def test_the_publisher_takes_no_review_away() -> None:
    story.given(c.review_posted).by(c.ada).when(RemoveReview("I do not like it.")).then_refused("staff-only")


def test_the_words_go_with_their_author_and_the_stars_stay() -> None:
    story.given(c.review_posted).by(c.store).when(EraseReview()).then(c.review_erased)
    state = review.fold([c.review_posted, c.review_erased])
    assert isinstance(state, Review)
    assert (state.stars, state.title, state.text) == (4, ERASED, ERASED)


def test_words_are_erased_once() -> None:
    story.given(c.review_posted, c.review_erased).by(c.store).when(EraseReview()).then()


def test_only_the_store_erases_words() -> None:
    story.given(c.review_posted).by(c.rita).when(EraseReview()).then_refused("store-only")


def test_an_account_has_one_review_of_a_product() -> None:
    assert id_of("db", "bob") == id_of("db", "bob")
    assert id_of("db", "bob") != id_of("db", "carol")
