"""The API of reviews: read by everybody, written by who has used the product, answered by its publisher."""

from typing import Any

from flask import Response

from eventlog.refusal import Missing
from gateway.auth import caller, command_context, needs
from gateway.catalog import reviews_schemas as schemas
from gateway.catalog.api import blp, product_or_refuse
from gateway.http import Nothing, done, page_of
from gateway.parts import database, parts
from gateway.rpc import Catalog
from gateway.views import listings, reviews
from gateway.views.reviews import Rating, Review

__all__ = ["blp"]

EVERYBODY = ("read", "buy", "publish", "certify", "support", "staff")


@blp.route("/products/<publisher>/<product>/reviews")
@blp.arguments(schemas.ReviewsArguments, location="query")
@blp.response(200, schemas.ReviewsSchema)
@blp.alt_response(404)
def reviews_of(asked: dict[str, Any], publisher: str, product: str) -> dict[str, Any]:
    """What customers say, the newest first, with what the publisher answers."""
    found = product_or_refuse(publisher, product)
    limit = asked["limit"]
    shown = reviews.reviews_of(database(), found.id, asked["after"], limit + 1)
    rating = reviews.rating_of(database(), found.id)
    following = shown[limit - 1].cursor if len(shown) > limit else None
    page = page_of([_review(one) for one in shown[:limit]], rating.count if rating else 0, following)
    return page | {"rating": told_rating(rating)}


@blp.route("/products/<publisher>/<product>/reviews", methods=["POST"])
@blp.arguments(schemas.Posted)
@blp.response(201, schemas.OfReview)
@blp.alt_response(404)
@needs("buy")
def post_review(sent: dict[str, Any], publisher: str, product: str) -> Response:
    """One review an account and product, after a pull of it or with a right to it."""
    found = product_or_refuse(publisher, product)
    told = (found.slug, sent["stars"], sent["title"], sent["text"])
    return done(_catalog().post_review(*told, command_context().dump()), 201)


@blp.route("/reviews/<review>", methods=["PATCH"])
@blp.arguments(schemas.Edited)
@blp.response(200, schemas.OfReview)
@blp.alt_response(404)
@needs("buy")
def edit_review(sent: dict[str, Any], review: str) -> Response:
    """For its author."""
    before = _shown(review)
    stars, title, text = (sent.get(name, getattr(before, name)) for name in ("stars", "title", "text"))
    return done(_catalog().edit_review(review, stars, title, text, command_context().dump()))


@blp.route("/reviews/<review>/answer", methods=["POST"])
@blp.arguments(schemas.Answer)
@blp.response(200, schemas.OfReview)
@blp.alt_response(404)
@needs("publish", "support")
def answer_review(sent: dict[str, Any], review: str) -> Response:
    """For the product's publisher: one answer, which a later one replaces."""
    _shown(review)
    return done(_catalog().answer_review(review, sent["text"], command_context().dump()))


@blp.route("/reviews/<review>/report", methods=["POST"])
@blp.arguments(schemas.Reason)
@blp.response(200, schemas.OfReview)
@blp.alt_response(404)
@needs(*EVERYBODY)
def report_review(sent: dict[str, Any], review: str) -> Response:
    """Ask the store's staff to look at it."""
    _shown(review)
    return done(_catalog().report_review(review, sent["reason"], command_context().dump()))


@blp.route("/reviews/<review>/keep", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfReview)
@blp.alt_response(404)
@needs("certify", "staff")
def keep_review(sent: dict[str, Any], review: str) -> Response:
    """For staff: it stays, whatever was reported so far."""
    _shown(review)
    return done(_catalog().keep_review(review, command_context().dump()))


@blp.route("/reviews/<review>/remove", methods=["POST"])
@blp.arguments(schemas.Reason)
@blp.response(200, schemas.OfReview)
@blp.alt_response(404)
@needs("certify", "staff")
def remove_review(sent: dict[str, Any], review: str) -> Response:
    """For staff: take it away; its stars count no more."""
    return done(_catalog().remove_review(review, sent["reason"], command_context().dump()))


@blp.route("/reviews/reported")
@blp.response(200, schemas.ReportedPage)
@needs("certify", "staff")
def reported_reviews() -> dict[str, Any]:
    """For staff: what readers asked them to look at, the last asked first."""
    if caller().roles.isdisjoint(listings.SEES_DRAFTS):
        return page_of([], 0)
    found = [_reported(one) for one in reviews.reported(database())]
    return page_of(found, len(found))


def told_rating(rating: Rating | None) -> dict[str, Any] | None:
    return None if rating is None else dict(vars(rating))


def _catalog() -> Catalog:
    return parts().rpc.catalog


def _shown(review: str) -> Review:
    found = reviews.review(database(), review)
    if found is None:
        raise Missing("no-such-review")
    return found


def _review(review: Review) -> dict[str, Any]:
    return {
        "id": review.id,
        "author": review.author,
        "mine": bool(review.account) and review.account == caller().account,
        "stars": review.stars,
        "title": review.title,
        "text": review.text,
        "answer": {"text": review.answer, "at": review.answered} if review.answer else None,
        "at": review.at,
        "edited": review.edited or None,
    }


def _reported(review: Review) -> dict[str, Any]:
    of = listings.product_by_id(database(), review.product)
    reports = [dict(vars(report)) for report in review.reports]
    return _review(review) | {"product": of.slug if of else None, "reports": reports}
