"""What customers say of products: one method a command, and what is forgotten with its author."""

from collections.abc import Mapping
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import follow
from eventlog.decider import Context
from eventlog.recorded import Recorded
from eventlog.refusal import Missing, Refused, Unavailable
from eventlog.telling import told
from services.catalog import private
from services.catalog.deciders import review as reviews
from services.catalog.deciders.product import product
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.review import Review, review
from services.catalog.events import ReviewReported
from services.catalog.projections import reviewing
from services.catalog.service.desk import CATCH_UP, Desk, done
from services.identity.events import SubjectErased

SHOWN = ("published", "unlisted")


class Reviews(Desk):
    @rpc(expected_exceptions=Refused)
    def post_review(self, product: str, stars: int, title: str, text: str, context: dict[str, Any]) -> dict[str, Any]:
        by, state = Context.load(context), self._product(product)
        if state.stage not in SHOWN:
            raise Missing("no-such-product", product)
        with self.views.begin() as db:
            own = by.acts_for(state.publisher) or reviewing.belongs_to(db, by.actor, state.publisher)
            earned = reviewing.has_right(db, by.actor, state.id)
        subject = reviews.id_of(state.id, by.actor)
        command = reviews.PostReview(
            subject, state.id, earned or self._has_pulled(by.actor, state), own, stars, title, text
        )
        return done(self.log.execute(review, subject, command, by)) | {"id": subject}

    @rpc(expected_exceptions=Refused)
    def edit_review(self, review: str, stars: int, title: str, text: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_review(review, reviews.EditReview(stars, title, text), context)

    @rpc(expected_exceptions=Refused)
    def answer_review(self, review: str, text: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_review(review, reviews.AnswerReview(self._publisher_of(review), text), context)

    @rpc(expected_exceptions=Refused)
    def report_review(self, review: str, reason: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_review(review, reviews.ReportReview(reason), context)

    @rpc(expected_exceptions=Refused)
    def keep_review(self, review: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_review(review, reviews.KeepReview(), context)

    @rpc(expected_exceptions=Refused)
    def remove_review(self, review: str, reason: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_review(review, reviews.RemoveReview(reason), context)

    @follow("identity", SubjectErased)
    def forget_author(self, event: SubjectErased, recorded: Recorded) -> None:
        if not self.views.wait_for(f"catalog:{self.log.head()}", CATCH_UP):
            raise Unavailable("view-behind", "authors")
        with self.views.begin() as db:
            written = reviewing.reviews_by(db, event.subject)
        for subject in written:
            self.log.execute(review, subject, reviews.EraseReview(), recorded.cause())
        with self.log.begin() as db:
            private.forget_pulls_of(db, event.subject)

    @rpc
    def data_of(self, account: str) -> dict[str, Any]:
        """What the catalogue holds of somebody: their reviews with what became of them, and what they pulled."""
        with self.views.begin() as db:
            written = reviewing.reviews_by(db, account)
        with self.log.reading() as db:
            pulled = private.pulled_by(db, account)
        events = [each for subject in written for each in self.log.read(review.stream(subject))]
        own = [each for each in events if not isinstance(each.event, ReviewReported)]  # that is of who reported it
        return {"reviews": told(own), "pulled": pulled}

    def _has_pulled(self, account: str, state: Product) -> bool:
        with self.log.reading() as db:
            return private.has_pulled(db, account, [plan.repository for plan in state.plans.values()])

    def _publisher_of(self, subject: str) -> str:
        """Of the product as it is now: it may have passed to another."""
        state = self.log.fold(review, subject)
        of = self.log.fold(product, state.product) if isinstance(state, Review) else None
        if not isinstance(of, Product):
            raise Missing("no-such-review")
        return of.publisher

    def _on_review(self, subject: str, command: reviews.Command, context: Mapping[str, Any]) -> dict[str, Any]:
        return done(self.log.execute(review, subject, command, Context.load(context))) | {"id": subject}
