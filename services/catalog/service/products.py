"""What is offered: one method a command or query."""

from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import deadline
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.refusal import Refused
from services.catalog.deciders import lint, preparing, reading, reading_plans, shelving, telling, transfer
from services.catalog.deciders import product as products
from services.catalog.deciders.product import product
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.publisher import publisher
from services.catalog.deciders.publisher_state import Publisher, Standing
from services.catalog.service.desk import Desk


class Products(Desk):
    @rpc(expected_exceptions=Refused)
    def draft_product(
        self, publisher: str, slug: str, kind: str, listing: dict[str, Any], context: dict[str, Any]
    ) -> dict[str, Any]:
        by = Context.load(context)
        product_id = by.new_id("product")
        command = products.DraftProduct(product_id, publisher, slug, kind, reading.listing_of(listing))
        done = self.log.execute(product, product_id, command, by)
        return {"id": product_id, "slug": f"{publisher}/{slug}", "position": done.position}

    @rpc(expected_exceptions=Refused)
    def edit_listing(self, product: str, changes: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, preparing.EditListing(reading.changes_of(changes)), context)

    @rpc(expected_exceptions=Refused)
    def add_screenshot(self, product: str, screenshot: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, preparing.AddScreenshot(screenshot), context)

    @rpc(expected_exceptions=Refused)
    def remove_screenshot(self, product: str, screenshot: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, preparing.RemoveScreenshot(screenshot), context)

    @rpc(expected_exceptions=Refused)
    def add_plan(self, product: str, plan: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        publisher = self._product(product).publisher
        command = preparing.AddPlan(reading_plans.plan_of(plan, publisher), self._standing(publisher).payouts)
        return self._on_product(product, command, context)

    @rpc(expected_exceptions=Refused)
    def change_plan(self, product: str, plan: str, changes: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        payouts = self._standing(self._product(product).publisher).payouts
        command = preparing.ChangePlan(plan, reading_plans.plan_changes_of(changes), payouts)
        return self._on_product(product, command, context)

    @rpc(expected_exceptions=Refused)
    def retire_plan(self, product: str, plan: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, preparing.RetirePlan(plan), context)

    @rpc(expected_exceptions=Refused)
    def submit_product(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        seller = self._standing(self._product(product).publisher)
        return self._on_product(product, preparing.SubmitProduct(seller, self.asked_agreement.digest), context)

    @rpc(expected_exceptions=Refused)
    def withdraw_submission(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, preparing.WithdrawSubmission(), context)

    @rpc(expected_exceptions=Refused)
    def approve_product(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, products.ApproveProduct(), context)

    @rpc(expected_exceptions=Refused)
    def reject_product(self, product: str, reasons: list[Any], context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, products.RejectProduct(reading.reasons_of(reasons)), context)

    @rpc(expected_exceptions=Refused)
    def publish_product(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, self._publication(self._product(product)), context)

    def _publication(self, state: Product) -> shelving.PublishProduct:
        released = {plan.id for plan in state.offered} - set(self._unreleased(state))
        return shelving.PublishProduct(self._standing(state.publisher), frozenset(released))

    def _unreleased(self, state: Product) -> list[str]:
        if state.external:
            return []
        return [plan.id for plan in state.offered if not self._released(plan.repository, plan.id, state)]

    @rpc(expected_exceptions=Refused)
    def schedule_publication(self, product: str, at: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, shelving.SchedulePublication(reading.moment(at)), context)

    @rpc(expected_exceptions=Refused)
    def unschedule_publication(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, shelving.UnschedulePublication(), context)

    @deadline
    def fire(self, due: Fired) -> None:
        """A publication is due."""
        state = self.log.fold(product, due.subject)
        if isinstance(state, Product):
            command = shelving.PublishAsScheduled(reading.moment(due.arguments["at"]), self._publication(state))
            self.log.execute(product, due.subject, command, due.cause())

    @rpc(expected_exceptions=Refused)
    def unlist_product(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, shelving.UnlistProduct(), context)

    @rpc(expected_exceptions=Refused)
    def feature_product(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, shelving.FeatureProduct(), context)

    @rpc(expected_exceptions=Refused)
    def unfeature_product(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, shelving.UnfeatureProduct(), context)

    @rpc(expected_exceptions=Refused)
    def offer_transfer(self, product: str, to: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, transfer.OfferTransfer(to, Standing.of(self._publisher(to))), context)

    @rpc(expected_exceptions=Refused)
    def withdraw_transfer(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, transfer.WithdrawTransfer(), context)

    @rpc(expected_exceptions=Refused)
    def accept_transfer(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        """The answer's `slug` is the product's new address."""
        state = self._product(product)
        to = state.offered_to or state.publisher
        command = transfer.AcceptTransfer(to, state.slug, self._standing(to), self.asked_agreement.digest)
        return self._on_product(product, command, context) | {"slug": f"{to}/{state.slug}"}

    @rpc(expected_exceptions=Refused)
    def hold_product(self, product: str, reason: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, products.HoldProduct(reason), context)

    @rpc(expected_exceptions=Refused)
    def lift_hold(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, products.LiftHold(), context)

    @rpc(expected_exceptions=Refused)
    def revoke_product(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, products.RevokeProduct(), context)

    @rpc(expected_exceptions=Refused)
    def product(self, slug: str) -> dict[str, Any]:
        state = self._product(slug)
        return telling.told_product(state, self.log.version(product, state.id), self._hints(state))

    @rpc(expected_exceptions=Refused)
    def review_of(self, product: str) -> dict[str, Any]:
        """What its publisher changed since it was approved last, for who reviews it."""
        state = self._product(product)
        return telling.told_review(state, self.log.version(products.product, state.id), self._hints(state))

    def _hints(self, state: Product) -> list[lint.Problem]:
        seller = self.log.fold(publisher, state.publisher)
        supported = isinstance(seller, Publisher) and seller.support is not None
        return lint.hints(state, self._unreleased(state), supported, Standing.of(seller).payouts)
