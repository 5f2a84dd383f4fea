"""A plan's compose files: read by certification, judged by what the store has, released and withdrawn."""

from collections.abc import Iterable
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided
from eventlog.decider import Context
from eventlog.refusal import Conflicting, Refused
from services.catalog.adapters import certification
from services.catalog.deciders import composing
from services.catalog.deciders.composing import Held, Named, Reading
from services.catalog.deciders.composition import (
    Command,
    Composition,
    ReleaseComposeFile,
    WithdrawComposeFile,
    composition,
    told,
)
from services.catalog.deciders.product import product
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.repository import repository
from services.catalog.deciders.repository_state import Repository
from services.catalog.service.desk import Desk, done, held_product, settings_of

SHELVES = ("published", "unlisted")
DOCKER = "docker.io/library/"


class Compositions(Desk):
    reader = Provided(certification.Compositions)
    registry_host = Provided(lambda config: settings_of(config).registry_host)

    @rpc(expected_exceptions=Refused)
    def check_compose_file(self, product: str, plan: str, text: str) -> dict[str, Any]:
        """What would be said of it: {services, wrong, remarks, images}; nothing is kept."""
        state = self._product(product)
        reading = self._read(text)
        judged = self._judged(reading, state, plan)
        return {
            "services": reading.services,
            "wrong": [vars(remark) for remark in judged.wrong],
            "remarks": [vars(remark) for remark in judged.remarks],
            "images": [vars(image) for image in judged.images],
        }

    @rpc(expected_exceptions=Refused)
    def release_compose_file(
        self, product: str, plan: str, version: str, text: str, notes: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        state, by = self._product(product), Context.load(context)
        if state.stage == "revoked":
            raise Conflicting("product-revoked", state.address)
        self._must_not_be_suspended(state.publisher)
        by.must_act_for(state.publisher, "owner", "editor")
        name = state.plan(plan).repository
        judged = self._judged(self._read(text), state, plan)
        named = (state.publisher, state.id, plan, state.kind, name)
        return self._on_composition(name, ReleaseComposeFile(*named, version, text, notes, judged), by)

    @rpc(expected_exceptions=Refused)
    def withdraw_compose_file(
        self, product: str, plan: str, version: str, reason: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        state = self._product(product)
        command = WithdrawComposeFile(state.publisher, version, reason)
        return self._on_composition(state.plan(plan).repository, command, Context.load(context))

    @rpc(expected_exceptions=Refused)
    def compose_files(self, product: str, plan: str) -> list[dict[str, Any]]:
        return told(self._composition(self._product(product).plan(plan).repository))

    def _on_composition(self, name: str, command: Command, by: Context) -> dict[str, Any]:
        executed = self.log.execute(composition, name, command, by)
        (found,) = [one for one in told(self._composition(name)) if one["version"] == command.version]
        return found | done(executed)

    def _composition(self, name: str) -> Composition:
        found: Composition = self.log.fold(composition, name)
        return found

    def _read(self, text: str) -> Reading:
        read = self.reader.read(text)
        images = composing.named_of(read)
        wrong, warnings = composing.remarks_of(read["wrong"]), composing.remarks_of(read["warnings"])
        return Reading(read["services"], wrong, warnings, images, dict(self._held(images)))

    def _judged(self, reading: Reading, state: Product, plan: str) -> composing.Judgement:
        offered = state.plan(plan)
        return composing.judge(reading, offered.repository, offered.access, self.registry_host)

    def _held(self, images: Iterable[Named]) -> Iterable[tuple[str, Held]]:
        for name in {image.name for image in images}:
            ours, listed = name.removeprefix(f"{self.registry_host}/"), name.removeprefix(DOCKER)
            found = self._of_ours(ours) if ours != name else self._listed(listed) if listed != name else None
            if found is not None:
                yield name, found

    def _of_ours(self, name: str) -> Held | None:
        """By the product that holds the repository's name; raises nothing for what is none."""
        holder = self.log.holder_of(f"repository-name-{name}") or ""
        state = self.log.fold(product, holder.removeprefix("product-"))
        if not isinstance(state, Product):
            return None
        plan = next((one for one in state.offered if one.repository == name), None)
        if plan is None:
            return None
        released: Repository = self.log.fold(repository, name)
        versions = frozenset(released.tags) | released.pullable()
        return Held(name, plan.access, state.stage in SHELVES, versions)

    def _listed(self, slug: str) -> Held | None:
        """An official image, which another registry has."""
        found = held_product(self.log, f"library/{slug}")
        state = self.log.fold(product, found) if found else None
        if not isinstance(state, Product) or not state.external:
            return None
        versions = {tag for version in state.versions for tag in version.tags} | {one.ref for one in state.versions}
        return Held("", "anyone", state.stage in SHELVES, versions, listed=True)
