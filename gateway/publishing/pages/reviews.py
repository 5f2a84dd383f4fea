"""What customers say of a product, and what its publisher answers."""

from flask import abort, render_template, request

from eventlog.refusal import Refused
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_fields
from gateway.parts import database
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import TEAM, catalog, context, for_team, product_or_404, to, told_of
from gateway.publishing.pages.forms import lines, mistaken
from gateway.publishing.pages.listing import Page
from gateway.publishing.pages.versions import around
from gateway.translation import gettext
from gateway.views import reviews
from gateway.views.listings import Product

MOST = 20


@pages.get("/publish/<publisher>/<product>/reviews")
@for_team(*TEAM)
def reviews_of(publisher: str, product: str) -> str:
    words = {
        "answered": gettext("Your answer stands below the review."),
        "reported": gettext("The store’s staff looks at it. It stays until they decide."),
    }
    return _page(product_or_404(publisher, product), told=told_of(words))


@pages.post("/publish/<publisher>/<product>/reviews/<review>/answer")
@for_team(*TEAM)
def answer_review(publisher: str, product: str, review: str) -> Page:
    return _about(publisher, product, review, "answer")


@pages.post("/publish/<publisher>/<product>/reviews/<review>/report")
@for_team(*TEAM)
def report_review(publisher: str, product: str, review: str) -> Page:
    return _about(publisher, product, review, "report")


def _about(publisher: str, product: str, review: str, what: str) -> Page:
    """Answers a review of this product, or asks staff to look at it."""
    found = product_or_404(publisher, product)
    known = reviews.review(database(), review)
    if known is None or known.product != found.id:
        abort(404)
    field, text = f"{what}-{review}", lines("text")
    left_out = gettext("Write an answer") if what == "answer" else gettext("Say what is wrong with it")
    if not text:
        return _page(found, of_fields({field: left_out}), review), 422
    try:
        command = catalog().answer_review if what == "answer" else catalog().report_review
        done = command(review, text, context())
    except Refused as refused:
        where = dict.fromkeys(("answer-missing", "reasons-missing", "text-too-long"), field)
        return _page(found, mistaken(refused, where), review), status_of(refused)
    told = "answered" if what == "answer" else "reported"
    return to(f"/publish/{found.slug}/reviews?told={told}", done)


def _page(product: Product, problems: Mistakes | None = None, typed_for: str = "", told: str = "") -> str:
    db = database()
    found = reviews.reviews_of(db, product.id, request.args.get("after", ""), MOST + 1)
    stars = reviews.counts_by_stars(db, product.id)
    return render_template(
        "publishing/reviews.html",
        **around(product),
        at="reviews",
        rating=reviews.rating_of(db, product.id),
        stars=[(number, count) for number, count in stars.items()],
        reviews=found[:MOST],
        older=found[MOST - 1].cursor if len(found) > MOST else "",
        problems=problems,
        typed_for=typed_for,
        typed_text=lines("text"),
        told=told,
    )
