"""What is offered: one method a command or query."""

from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Refused
from services.catalog.deciders import preparing, reading, telling
from services.catalog.deciders import product as products
from services.catalog.deciders.product import product
from services.catalog.deciders.publisher import Publisher, publisher
from services.catalog.service.desk import Desk


class Products(Desk):
    @rpc(expected_exceptions=Refused)
    def draft_product(
        self, publisher: str, slug: str, kind: str, listing: dict[str, Any], context: dict[str, Any]
    ) -> dict[str, Any]:
        by = self._owner(Context.load(context), publisher)
        product_id = by.new_id("product")
        command = products.DraftProduct(product_id, publisher, slug, kind, reading.listing_of(listing))
        done = self.log.execute(product, product_id, command, by)
        return {"id": product_id, "slug": f"{publisher}/{slug}", "position": done.position}

    @rpc(expected_exceptions=Refused)
    def edit_listing(self, product: str, changes: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, preparing.EditListing(reading.changes_of(changes)), context)

    @rpc(expected_exceptions=Refused)
    def add_plan(self, product: str, plan: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        command = preparing.AddPlan(reading.plan_of(plan, product.partition("/")[0]))
        return self._on_product(product, command, context)

    @rpc(expected_exceptions=Refused)
    def change_plan(self, product: str, plan: str, changes: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, preparing.ChangePlan(plan, reading.plan_changes_of(changes)), context)

    @rpc(expected_exceptions=Refused)
    def retire_plan(self, product: str, plan: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, preparing.RetirePlan(plan), context)

    @rpc(expected_exceptions=Refused)
    def submit_product(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, preparing.SubmitProduct(), context)

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
        state = self._product(product)
        seller = self.log.fold(publisher, state.publisher)
        approved = isinstance(seller, Publisher) and seller.stage == "approved"
        released = frozenset(plan.id for plan in state.offered if self._released(plan.repository, plan.id, state.id))
        return self._on_product(product, products.PublishProduct(approved, released), context)

    @rpc(expected_exceptions=Refused)
    def unlist_product(self, product: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_product(product, products.UnlistProduct(), context)

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
        return telling.told_product(state, self.log.version(product, state.id))
