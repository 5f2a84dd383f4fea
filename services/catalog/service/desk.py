"""What every method of the catalogue's service stands on: the log, the clock, and the streams behind addresses."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eventlog.amqp import Clock, EventLog, Logged
from eventlog.decider import Context
from eventlog.log import Executed, Log
from eventlog.outbox import Attempt
from eventlog.refusal import Missing
from services.catalog import policies
from services.catalog.deciders import product as products
from services.catalog.deciders import publisher as publishers
from services.catalog.deciders import repository as repositories
from services.catalog.deciders.product import product
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.publisher import Publisher, publisher
from services.catalog.deciders.repository import repository
from vocabulary import slug


class Desk(Logged):
    log = EventLog(policies=policies.effects)
    clock = Clock()

    def _product(self, address: str) -> Product:
        state = self.log.fold(product, product_id(self.log, address))
        if not isinstance(state, Product):
            raise Missing("no-such-product", address)
        return state

    def _released(self, name: str, plan: str, product: str) -> bool:
        return bool(self.log.fold(repository, name).released(plan, product))

    def _owner(self, by: Context, slug: str) -> Context:
        """The gateway learns of a new owner a moment later than this log, which knows."""
        if by.acts_for(slug, "owner") or by.has("reviewer", "operator"):
            return by
        state = self.log.fold(publisher, slug)
        owns = isinstance(state, Publisher) and state.owner == by.actor
        return replace(by, roles=by.roles | {f"{slug}:owner"}) if owns else by

    def _on_publisher(self, slug: str, command: publishers.Command, context: Mapping[str, Any]) -> dict[str, Any]:
        return done(self.log.execute(publisher, slug, command, Context.load(context)))

    def _on_product(self, address: str, command: products.Command, context: Mapping[str, Any]) -> dict[str, Any]:
        subject = product_id(self.log, address)
        by = self._owner(Context.load(context), address.partition("/")[0])
        executed = self.log.execute(product, subject, command, by)
        return done(executed) | {"slug": address, "version": self.log.version(product, subject)}

    def _on_repository(self, name: str, command: repositories.Command, because: Attempt) -> None:
        self.log.execute(repository, name, command, because.cause())


def held_product(log: Log, address: str) -> str | None:
    """The id of the product at this address."""
    holder = log.holder_of(f"slug-{address}")
    return holder.removeprefix("product-") if holder is not None and holder.startswith("product-") else None


def product_id(log: Log, address: str) -> str:
    try:
        slug.address(address)
    except ValueError as wrong:
        raise Missing("no-such-product", address[:130]) from wrong
    found = held_product(log, address)
    if found is None:
        raise Missing("no-such-product", address)
    return found


def done(executed: Executed) -> dict[str, Any]:
    return {"position": executed.position}
