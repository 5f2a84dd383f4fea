"""A product's reviews: all of them, one's own, and what its publisher answers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import command_context, signed_in
from gateway.catalog.opinions import opinions
from gateway.catalog.pages import product_or_404
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.parts import database, parts
from gateway.rpc import Answer, Catalog
from gateway.translation import gettext
from gateway.views import reviews
from gateway.views.listings import Product

pages = Blueprint("reviews_pages", __name__)

REVIEWS = "/<publisher>/<product>/reviews"
SHELF = 20
FIELD_OF = {
    "stars-invalid": "stars",
    "title-too-long": "title",
    "text-too-long": "text",
    "answer-missing": "answer",
    "reasons-missing": "reason",
}
Page = str | Response | tuple[str, int]


@pages.get(REVIEWS)
def all_reviews(publisher: str, product: str) -> Page:
    return _page(product_or_404(f"{publisher}/{product}"))


@pages.post(REVIEWS)
@signed_in
def post_review(publisher: str, product: str) -> Page:
    found = product_or_404(f"{publisher}/{product}")
    return _written(found, lambda *told: catalog().post_review(found.slug, *told), "posted")


@pages.post(f"{REVIEWS}/<review>/edit")
@signed_in
def edit_review(publisher: str, product: str, review: str) -> Page:
    found = _of(publisher, product, review)
    return _written(found, lambda *told: catalog().edit_review(review, *told), "edited")


@pages.post(f"{REVIEWS}/<review>/answer")
@signed_in
def answer_review(publisher: str, product: str, review: str) -> Page:
    found, text = _of(publisher, product, review), _text("answer")
    return _do(found, lambda: catalog().answer_review(review, text, _context()), "answered")


@pages.post(f"{REVIEWS}/<review>/report")
@signed_in
def report_review(publisher: str, product: str, review: str) -> Page:
    found, reason = _of(publisher, product, review), _text("reason")
    return _do(found, lambda: catalog().report_review(review, reason, _context()), "reported")


def catalog() -> Catalog:
    return parts().rpc.catalog


def _context() -> dict[str, Any]:
    return command_context().dump()


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").strip()


def _of(publisher: str, product: str, review: str) -> Product:
    """The product, where the review is one of it."""
    found = product_or_404(f"{publisher}/{product}")
    written = reviews.review(database(), review)
    if written is None or written.product != found.id:
        abort(404)
    return found


def _written(product: Product, command: Callable[..., Answer], told: str) -> Page:
    stars = request.form.get("stars", "")
    if stars not in ("1", "2", "3", "4", "5"):
        return _page(product, of_fields({"stars": gettext("Choose one to five stars")})), 422
    words = (int(stars), _text("title"), _text("text"), _context())
    return _do(product, lambda: command(*words), told)


def _do(product: Product, command: Callable[[], Answer], told: str) -> Page:
    try:
        done = command()
    except Unavailable:
        raise
    except Refused as refused:
        return _page(product, of_refusal(refused, FIELD_OF)), status_of(refused)
    return remember(make_response(redirect(f"/{product.slug}/reviews?told={told}", 303)), done)


def _page(product: Product, problems: Mistakes | None = None) -> str:
    shown = opinions(product, SHELF + 1, request.args.get("after", ""))
    listed, more = shown.newest[:SHELF], len(shown.newest) > SHELF
    address = f"/{product.slug}/reviews"
    return render_template(
        "catalog/reviews.html",
        product=product,
        opinions=shown,
        reviews=listed,
        counts=reviews.counts_by_stars(database(), product.id),
        older=f"{address}?{urlencode({'after': listed[-1].cursor})}" if more else None,
        newest=address if request.args.get("after") else None,
        form=_typed(shown.mine),
        problems=problems,
        told=_told(),
        here="browse",
        about=gettext("What customers say of %(name)s.", name=product.name),
        canonical=f"{parts().settings.url}{address}" if product.state in ("published", "held") else None,
    )


def _typed(mine: reviews.Review | None) -> dict[str, str]:
    before = {"stars": str(mine.stars), "title": mine.title, "text": mine.text} if mine else {}
    return {name: request.form.get(name, before.get(name, "")) for name in ("stars", "title", "text")}


def _told() -> str:
    words = {
        "posted": gettext("Your review is here for everybody to read."),
        "edited": gettext("Your review is changed."),
        "answered": gettext("Your answer stands below the review."),
        "reported": gettext("The store’s staff will look at it."),
    }
    return words.get(request.args.get("told", ""), "")
