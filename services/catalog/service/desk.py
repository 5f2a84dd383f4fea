"""What every method of the catalogue's service stands on: the log, the clock, and the streams behind addresses."""

from collections.abc import Mapping
from typing import Any

from eventlog.amqp import Clock, EventLog, Logged, Provided, ReadModels
from eventlog.decider import Context
from eventlog.log import Executed, Log
from eventlog.outbox import Attempt
from eventlog.refusal import Conflicting, Missing
from services.catalog import policies
from services.catalog.deciders import plan as plans
from services.catalog.deciders import product as products
from services.catalog.deciders import publisher as publishers
from services.catalog.deciders import repository as repositories
from services.catalog.deciders.composition import composition
from services.catalog.deciders.product import product
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.publisher import publisher
from services.catalog.deciders.publisher_state import Publisher, Standing
from services.catalog.deciders.repository import repository
from services.catalog.events import Terms
from services.catalog.projections import PROJECTIONS
from services.catalog.settings import Settings
from vocabulary import slug

CATCH_UP = 0.3  # seconds; a view that is further behind is asked again with the event


def settings_of(config: Mapping[str, Any]) -> Settings:
    return Settings.load(config["CHANDLERY"])


def agreement_of(config: Mapping[str, Any]) -> Terms:
    """What publishers accept before they submit."""
    settings = settings_of(config)
    return plans.agreement(settings.agreement_version, settings.agreement)


class Desk(Logged):
    log = EventLog(policies=policies.effects)
    views = ReadModels(*PROJECTIONS)
    clock = Clock()
    asked_agreement = Provided(agreement_of)

    def _product(self, address: str) -> Product:
        state = self.log.fold(product, product_id(self.log, address))
        if not isinstance(state, Product):
            raise Missing("no-such-product", address)
        return state

    def _released(self, name: str, plan: str, state: Product) -> bool:
        """Whether customers get anything by this plan: an image, or of a product of several their compose file."""
        kind: Any = composition if state.kind == "compose" else repository
        return bool(self.log.fold(kind, name).released(plan, state.id))

    def _publisher(self, slug: str) -> Publisher:
        state = self.log.fold(publisher, slug)
        if not isinstance(state, Publisher):
            raise Missing("no-such-publisher", slug)
        return state

    def _standing(self, slug: str) -> Standing:
        return Standing.of(self.log.fold(publisher, slug))

    def _must_not_be_suspended(self, slug: str) -> None:
        if self._standing(slug).suspended:
            raise Conflicting("publisher-suspended", slug)

    def _on_publisher(self, slug: str, command: publishers.Command, context: Mapping[str, Any]) -> dict[str, Any]:
        executed = self.log.execute(publisher, slug, command, Context.load(context))
        return done(executed) | {"slug": slug, "version": self.log.version(publisher, slug)}

    def _on_product(self, address: str, command: products.Command, context: Mapping[str, Any]) -> dict[str, Any]:
        subject = product_id(self.log, address)
        executed = self.log.execute(product, subject, command, Context.load(context))
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
