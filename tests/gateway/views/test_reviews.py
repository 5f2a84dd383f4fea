"""What readers see of reviews: the newest first, without what staff took away or what an erased author wrote."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from eventlog.schema import ERASED
from eventlog.testing import MIDDAY, project, recorded
from gateway.views import reviews
from tests.controls import catalog as c

POSTED = [
    recorded(replace(c.review_posted, review=f"rv{n}", account=f"a{n}", stars=n), f"review-rv{n}", n, at=MIDDAY)
    for n in range(1, 6)
]


def shown(*told: object) -> Connection:
    return project([reviews.projection], [("review-rv1", event) for event in told])


@pytest.fixture
def many() -> Connection:
    """Five reviews of one moment, with one to five stars."""
    return project([reviews.projection], POSTED)


def test_a_review_is_shown_as_it_was_last_edited_with_its_answer() -> None:
    with shown(c.review_posted, c.review_answered, c.review_edited) as db:
        (review,) = reviews.reviews_of(db, "db")
    assert (review.stars, review.text, review.answer) == (5, "Two years without a lost row.", "Thank you, Bob.")
    assert (review.author, review.at, review.edited) == ("A customer", "2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z")


def test_a_rating_is_the_mean_of_what_is_shown(many: Connection) -> None:
    assert reviews.rating_of(many, "db") == reviews.Rating(3.0, 5)
    assert reviews.counts_by_stars(many, "db") == {5: 1, 4: 1, 3: 1, 2: 1, 1: 1}
    assert reviews.rating_of(many, "cache") is None


def test_pages_follow_each_other_without_a_gap(many: Connection) -> None:
    first = reviews.reviews_of(many, "db", limit=2)
    rest = reviews.reviews_of(many, "db", first[-1].cursor, 10)
    assert [review.id for review in first + rest] == ["rv1", "rv2", "rv3", "rv4", "rv5"]


def test_what_is_no_cursor_begins_at_the_beginning(many: Connection) -> None:
    assert len(reviews.reviews_of(many, "db", "nonsense")) == 5


def test_what_staff_took_away_is_neither_shown_nor_counted() -> None:
    with shown(c.review_posted, c.review_removed) as db:
        assert reviews.reviews_of(db, "db") == []
        assert reviews.rating_of(db, "db") is None
        assert reviews.review(db, "rv1") is None


def test_an_erased_author_is_anonymous_and_the_stars_stay() -> None:
    with shown(c.review_posted, c.review_erased) as db:
        (review,) = reviews.reviews_of(db, "db")
    assert (review.account, review.title, review.text, review.stars) == ("", "", "", 4)


def test_a_replay_after_the_erasure_shows_the_same() -> None:
    gone = replace(c.review_posted, title=ERASED, text=ERASED)
    with shown(gone, c.review_erased) as again, shown(c.review_posted, c.review_erased) as db:
        assert reviews.reviews_of(again, "db") == reviews.reviews_of(db, "db")


def test_staff_see_what_was_reported_and_why() -> None:
    with shown(c.review_posted, c.review_reported) as db:
        (review,) = reviews.reported(db)
    assert [(report.by, report.reason) for report in review.reports] == [("carol", "It names a person.")]


def test_somebodys_own_review_is_found(many: Connection) -> None:
    own = reviews.review_by(many, "db", "a3")
    assert own is not None
    assert own.id == "rv3"
    assert reviews.review_by(many, "db", "") is None
