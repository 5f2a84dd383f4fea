"""What customers say of a product, on its pages."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from services.catalog import events
from tests.gateway.account.test_pages import sent
from tests.gateway.counter import AT, Counter
from tests.pages.shop import session_of

PAGE = "/acme/db/reviews"


@pytest.fixture
def product(counter: Counter) -> str:
    """`acme/db` on the shelves; Mia owns its publisher, Ada and Bob are customers."""
    for name in ("mia", "ada", "bob"):
        counter.account(name)
    counter.publisher("acme", "mia")
    return counter.product("acme/db")


def browser(counter: Counter, who: str = "") -> FlaskClient:
    app = counter.app()
    client = app.test_client()
    if who:
        client.set_cookie("chandlery_session", session_of(app, who))
    return client


def reviewed(counter: Counter, product: str, by: str, stars: int, title: str = "Good", text: str = "Works.") -> str:
    review = f"review-of-{by}"
    posted = events.ReviewPosted(review, product, by, stars, title, text)
    counter.tell((f"review-{review}", posted), at=AT + timedelta(hours=stars))
    return review


def test_readers_see_the_mean_and_the_newest_first(counter: Counter, product: str) -> None:
    reviewed(counter, product, "ada", 4, "Fast")
    reviewed(counter, product, "bob", 5, "Faster")
    html = browser(counter).get(PAGE).text
    assert "4.5 <span>(2 reviews)</span>" in html
    assert html.index("<h3>Faster</h3>") < html.index("<h3>Fast</h3>")


def test_a_product_that_nobody_reviewed_says_so(counter: Counter, product: str) -> None:
    html = browser(counter).get(PAGE).text
    assert "Nobody has reviewed it yet" in html
    assert "/sign-in?next=/acme/db/reviews" in html


def test_words_are_shown_as_they_were_written_and_run_nothing(counter: Counter, product: str) -> None:
    reviewed(counter, product, "ada", 1, "<b>Bold</b>", "<script>alert(1)</script>")
    html = browser(counter).get(PAGE).text
    assert "<script>alert" not in html
    assert "&lt;b&gt;Bold&lt;/b&gt;" in html


def test_who_wrote_one_changes_it(counter: Counter, product: str) -> None:
    review = reviewed(counter, product, "ada", 4, "Fast")
    html = browser(counter, "ada").get(PAGE).text
    assert f'action="{PAGE}/{review}/edit"' in html
    assert 'value="4" checked' in html
    assert "Report it" not in html


def test_others_may_write_their_own_and_report(counter: Counter, product: str) -> None:
    review = reviewed(counter, product, "ada", 4)
    html = browser(counter, "bob").get(PAGE).text
    assert f'action="{PAGE}" novalidate' in html
    assert f'action="{PAGE}/{review}/report"' in html


def test_its_publishers_people_answer_and_write_none(counter: Counter, product: str) -> None:
    review = reviewed(counter, product, "ada", 2)
    html = browser(counter, "mia").get(PAGE).text
    assert f'action="{PAGE}/{review}/answer"' in html
    assert "Write a review" not in html


def test_an_answer_stands_below_its_review(counter: Counter, product: str) -> None:
    review = reviewed(counter, product, "ada", 2)
    counter.tell((f"review-{review}", events.ReviewAnswered(review, product, "acme", "Mended in 2.1.", "mia")))
    assert "<b>Acme answers:</b> Mended in 2.1." in browser(counter).get(PAGE).text


def test_stars_are_asked_for(counter: Counter, product: str) -> None:
    answer = sent(browser(counter, "bob"), PAGE, PAGE, title="Good")
    assert answer.status_code == 422
    assert 'id="stars-error"' in answer.text
    assert 'value="Good"' in answer.text


def test_a_review_of_another_product_is_not_there(counter: Counter, product: str) -> None:
    other = reviewed(counter, counter.product("acme/cache"), "ada", 3)
    assert sent(browser(counter, "bob"), PAGE, f"{PAGE}/{other}/report", reason="spam").status_code == 404


def test_strangers_sign_in_before_they_write(counter: Counter, product: str) -> None:
    assert sent(browser(counter), PAGE, PAGE, stars="5").headers["Location"] == "/sign-in?next=/"


def test_reviews_come_by_the_page(counter: Counter, product: str) -> None:
    for number in range(21):
        posted = events.ReviewPosted(f"r{number}", product, f"reader-{number}", 3, f"Number {number}", "")
        counter.tell((f"review-r{number}", posted), at=AT + timedelta(hours=number))
    client = browser(counter)
    first = client.get(PAGE).text
    assert "Number 20" in first
    assert "<h3>Number 0</h3>" not in first
    older = first.partition('href="/acme/db/reviews?after=')[2].partition('"')[0]
    assert "<h3>Number 0</h3>" in client.get(f"{PAGE}?after={older}").text
