"""The catalogue's service: one method a command or query, and what it does at the registry because of an event."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from nameko.rpc import rpc
from nameko.timer import timer

from eventlog.amqp import Clock, EventLog, Logged, Provided, effect
from eventlog.decider import Context, Decider
from eventlog.log import Executed, Log
from eventlog.outbox import Attempt
from eventlog.refusal import Conflicting, Invalid, Missing, Refused, Unavailable
from services.catalog import policies
from services.catalog.adapters.registry import distribution_of
from services.catalog.deciders import preparing, reading, telling
from services.catalog.deciders import product as products
from services.catalog.deciders import publisher as publishers
from services.catalog.deciders import repository as repositories
from services.catalog.deciders.product import product
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.publisher import Publisher, publisher
from services.catalog.deciders.repository import repository
from services.catalog.events import PlatformImage
from services.catalog.ports import RegistryAway, StagedTag, Unreleasable
from vocabulary import slug

ROUND = timedelta(minutes=10)


@dataclass
class Rounds:
    """When the staging repositories were last compared with what is known of them."""

    last: datetime | None = None

    def due(self, now: datetime) -> bool:
        return self.last is None or now - self.last >= ROUND


class Catalog(Logged):
    name = "catalog"
    log = EventLog(policies=policies.effects)
    clock = Clock()
    registry = Provided(distribution_of)
    rounds = Provided(lambda config: Rounds())

    # -- publishers

    @rpc(expected_exceptions=Refused)
    def apply_as_publisher(
        self, publisher: str, legal_name: str, website: str, phone: str, email: str, logo: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        command = publishers.ApplyAsPublisher(publisher, legal_name, website, phone, email, logo)
        return self._on_publisher(publisher, command, context) | {"slug": publisher}

    @rpc(expected_exceptions=Refused)
    def approve_publisher(self, publisher: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, publishers.ApprovePublisher(), context)

    @rpc(expected_exceptions=Refused)
    def reject_publisher(self, publisher: str, reasons: list[Any], context: dict[str, Any]) -> dict[str, Any]:
        return self._on_publisher(publisher, publishers.RejectPublisher(reading.reasons_of(reasons)), context)

    @rpc(expected_exceptions=Refused)
    def publisher(self, slug: str) -> dict[str, Any]:
        state = self.log.fold(publisher, slug)
        if not isinstance(state, Publisher):
            raise Missing("no-such-publisher", slug)
        return telling.told_publisher(state, self.log.version(publisher, slug))

    # -- products

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

    @rpc(expected_exceptions=Refused)
    def import_products(
        self, source: dict[str, Any], products: list[dict[str, Any]], context: dict[str, Any]
    ) -> dict[str, Any]:
        return Import(self.log, source, Context.load(context)).bring(products)

    # -- repositories

    @rpc(expected_exceptions=Refused)
    def note_push(
        self, repository: str, tag: str, digest: str, media_type: str, at: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        command = repositories.NotePush(repository, tag, digest, media_type, datetime.fromisoformat(at))
        return _done(self.log.execute(repositories.repository, repository, command, Context.load(context)))

    @rpc(expected_exceptions=Refused)
    def staged(self, product: str, plan: str) -> list[dict[str, Any]]:
        return list(telling.told_staged(self.log.fold(repository, self._product(product).plan(plan).repository)))

    @rpc(expected_exceptions=Refused)
    def release_version(
        self, product: str, plan: str, tag: str, digest: str, notes: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        state = self._product(product)
        by = self._owner(Context.load(context), state.publisher)
        if state.stage == "revoked":
            raise Conflicting("product-revoked", product)
        name = state.plan(plan).repository
        command = repositories.ReleaseVersion(
            by.new_id("release"), state.id, plan, state.kind, name, tag, digest, notes
        )
        done = self.log.execute(repository, name, command, by)
        asked = self.log.fold(repository, name).last_asked(tag, digest)
        return telling.told_release(asked) | {"position": done.position}

    @rpc(expected_exceptions=Refused)
    def release(self, product: str, plan: str, release: str) -> dict[str, Any]:
        found = self.log.fold(repository, self._product(product).plan(plan).repository).releases.get(release)
        if found is None:
            raise Missing("no-such-release", release)
        return telling.told_release(found)

    @rpc(expected_exceptions=Refused)
    def releases(self, product: str, plan: str) -> list[dict[str, Any]]:
        found = self.log.fold(repository, self._product(product).plan(plan).repository).releases.values()
        return [telling.told_release(release) for release in reversed(found)]

    # -- at the registry

    @effect(policies.READ)
    def read_staged(self, effect: Attempt) -> None:
        name, tag, digest = (str(effect.arguments[field]) for field in ("repository", "tag", "digest"))
        command: repositories.Command
        try:
            seen = self.registry.read(name, digest)
        except Unreleasable as wrong:
            command = repositories.RefuseStaging(tag, digest, str(wrong))
        except RegistryAway as away:
            raise Unavailable("registry-away", str(away)) from away
        else:
            platforms = tuple(PlatformImage(one.platform, one.digest, one.size, one.layers) for one in seen.platforms)
            command = repositories.StageVersion(tag, digest, seen.media_type, seen.kind, platforms, seen.created)
        self._on_repository(name, command, effect)

    @effect(policies.RELEASE)
    def bring_release(self, effect: Attempt) -> None:
        release, name, tag, digest = (
            str(effect.arguments[field]) for field in ("release", "repository", "tag", "digest")
        )
        command: repositories.Command = repositories.CompleteRelease(release)
        try:
            self.registry.release(name, tag, digest)
        except Unreleasable as wrong:
            command = repositories.FailRelease(release, str(wrong))
        except RegistryAway as away:
            raise Unavailable("registry-away", str(away)) from away
        self._on_repository(name, command, effect)

    @timer(interval=5, eager=True)
    def look_around(self) -> None:
        """The registry forgets its notices when it stops: what they would have told is found in its repositories."""
        now = self.clock.now()
        if not self.rounds.due(now):
            return
        try:
            for found in self.registry.staged():
                with suppress(Invalid):  # it lies where no plan can offer it: its publisher's loss, and nobody else's
                    self._note_found(found, now)
        except RegistryAway:
            return  # the next round comes soon
        self.rounds.last = now

    def _note_found(self, found: StagedTag, now: datetime) -> None:
        known = self.log.fold(repository, found.repository).pushed.get(found.tag)
        if known is not None and known.digest == found.digest:
            return
        command = repositories.NotePush(found.repository, found.tag, found.digest, found.media_type, now)
        by = Context(f"found/{found.repository}:{found.tag}/{now.isoformat()}", policies.FINDING, now)
        self.log.execute(repository, found.repository, command, by)

    # -- streams

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
        return _done(self.log.execute(publisher, slug, command, Context.load(context)))

    def _on_product(self, address: str, command: products.Command, context: Mapping[str, Any]) -> dict[str, Any]:
        subject = product_id(self.log, address)
        by = self._owner(Context.load(context), address.partition("/")[0])
        done = self.log.execute(product, subject, command, by)
        return _done(done) | {"slug": address, "version": self.log.version(product, subject)}

    def _on_repository(self, name: str, command: repositories.Command, because: Attempt) -> None:
        self.log.execute(repository, name, command, because.cause())


class Import:
    """One batch of listings from elsewhere: each product is a command of its own; a refused one costs itself."""

    def __init__(self, log: Log, source: Mapping[str, Any], by: Context) -> None:
        self._log = log
        self._source = source
        self._by = by
        self._seller = reading.list_publisher_of(source)

    def bring(self, given: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        position = self._execute(publisher, self._seller.publisher, self._seller, "publisher").position
        changed: list[str] = []
        refused: list[dict[str, str]] = []
        for one in given:
            address = f"{self._seller.publisher}/{one.get('slug')}"
            try:
                done = self._list(address, one)
            except (Invalid, Missing, Conflicting) as wrong:
                refused.append({"product": address, "code": wrong.code, "detail": wrong.detail})
                continue
            position = done.position
            if done.result is not None and done.result["changed"]:
                changed.append(address)
        unchanged = len(given) - len(changed) - len(refused)
        return {"changed": changed, "unchanged": unchanged, "refused": refused, "position": position}

    def _list(self, address: str, given: Mapping[str, Any]) -> Executed:
        subject = held_product(self._log, address) or self._by.new_id(address)
        return self._execute(product, subject, reading.list_externally_of(subject, self._source, given), address)

    def _execute(self, decider: Decider[Any, Any, Any], subject: str, command: Any, target: str) -> Executed:
        by = replace(self._by, command_id=self._by.new_id(f"import/{target}"))
        return self._log.execute(decider, subject, command, by, result=lambda events: {"changed": bool(events)})


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


def _done(executed: Executed) -> dict[str, Any]:
    return {"position": executed.position}
