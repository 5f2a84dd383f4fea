"""What people think of a product, as its pages show it."""

from dataclasses import dataclass

from gateway.auth import caller
from gateway.parts import database
from gateway.views import reviews
from gateway.views.listings import Product
from gateway.views.reviews import Rating, Review

TEAM = ("owner", "editor", "support")


@dataclass(frozen=True)
class Opinions:
    shown: bool  # of images that others deliver nobody can say that they pulled them
    rating: Rating | None
    newest: list[Review]
    mine: Review | None
    may_write: bool  # as far as can be told here; whether somebody has ever pulled it, the catalogue knows
    may_answer: bool


def opinions(product: Product, limit: int, after: str = "") -> Opinions:
    db, who = database(), caller()
    team = any(f"{product.publisher}:{role}" in who.roles for role in (*TEAM, "billing", "member"))
    rating = reviews.rating_of(db, product.id)
    return Opinions(
        shown=rating is not None or not product.external,
        rating=rating,
        newest=reviews.reviews_of(db, product.id, after, limit),
        mine=reviews.review_by(db, product.id, who.account),
        may_write=bool(who.account) and not team and not product.external and product.state in ("published", "held"),
        may_answer=any(f"{product.publisher}:{role}" in who.roles for role in TEAM),
    )
