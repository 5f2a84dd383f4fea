"""What was pushed, what of it is released, and what becomes of a version: asked for by its publisher."""

from datetime import datetime
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Missing, Refused
from services.catalog.deciders import pushing, releasing, versions
from services.catalog.deciders import repository as repositories
from services.catalog.deciders import telling_repository as telling
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.repository import repository
from services.catalog.deciders.repository_state import Repository
from services.catalog.service.desk import Desk, done


class Repositories(Desk):
    @rpc(expected_exceptions=Refused)
    def note_push(
        self, repository: str, tag: str, digest: str, media_type: str, at: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        command = pushing.NotePush(repository, tag, digest, media_type, datetime.fromisoformat(at))
        return done(self.log.execute(repositories.repository, repository, command, Context.load(context)))

    @rpc(expected_exceptions=Refused)
    def staged(self, product: str, plan: str) -> list[dict[str, Any]]:
        return list(telling.told_staged(self._repository(product, plan)))

    @rpc(expected_exceptions=Refused)
    def remove_staged(self, product: str, plan: str, tag: str, context: dict[str, Any]) -> dict[str, Any]:
        state = self._product(product)
        return self._at(state, plan, pushing.RemoveStaged(state.publisher, tag), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def release_version(
        self, product: str, plan: str, tag: str, digest: str, notes: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        state, by = self._product(product), Context.load(context)
        self._must_be_offered(state)
        name = state.plan(plan).repository
        named = (by.new_id("release"), state.publisher, state.id, plan, state.kind, name)
        executed = self.log.execute(repository, name, releasing.ReleaseVersion(*named, tag, digest, notes), by)
        asked = self.log.fold(repository, name).last_asked(tag, digest)
        return telling.told_release(asked) | done(executed)

    @rpc(expected_exceptions=Refused)
    def release(self, product: str, plan: str, release: str) -> dict[str, Any]:
        found = self._repository(product, plan).releases.get(release)
        if found is None:
            raise Missing("no-such-release", release)
        return telling.told_release(found)

    @rpc(expected_exceptions=Refused)
    def releases(self, product: str, plan: str) -> list[dict[str, Any]]:
        found = self._repository(product, plan).releases.values()
        return [telling.told_release(release) for release in reversed(list(found))]

    @rpc(expected_exceptions=Refused)
    def versions_of(self, product: str, plan: str) -> list[dict[str, Any]]:
        return telling.told_versions(self._repository(product, plan), self._product(product).id, plan)

    @rpc(expected_exceptions=Refused)
    def repository_of(self, product: str, plan: str) -> dict[str, Any]:
        """All three at once, as its publisher's page shows them."""
        state = self._product(product)
        found: Repository = self.log.fold(repository, state.plan(plan).repository)
        return {
            "staged": list(telling.told_staged(found)),
            "releases": [telling.told_release(release) for release in reversed(list(found.releases.values()))],
            "versions": telling.told_versions(found, state.id, plan),
        }

    @rpc(expected_exceptions=Refused)
    def yank_version(
        self, product: str, plan: str, tag: str, reason: str, security: bool, context: dict[str, Any]
    ) -> dict[str, Any]:
        state = self._product(product)
        command = versions.YankVersion(state.publisher, state.id, tag, reason, security)
        return self._at(state, plan, command, Context.load(context))

    @rpc(expected_exceptions=Refused)
    def deprecate_version(
        self, product: str, plan: str, tag: str, until: str, successor: str, reason: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        state = self._product(product)
        command = versions.DeprecateVersion(state.publisher, state.id, tag, until, successor, reason)
        return self._at(state, plan, command, Context.load(context))

    @rpc(expected_exceptions=Refused)
    def retag_version(self, product: str, plan: str, tag: str, digest: str, context: dict[str, Any]) -> dict[str, Any]:
        state, by = self._product(product), Context.load(context)
        self._must_be_offered(state)
        name = state.plan(plan).repository
        named = (by.new_id("retag"), state.publisher, state.id, plan, name)
        executed = self._at(state, plan, versions.RetagVersion(*named, tag, digest), by)
        return telling.told_retag(self.log.fold(repository, name), tag, digest) | executed

    def _at(self, state: Product, plan: str, command: repositories.Command, by: Context) -> dict[str, Any]:
        return done(self.log.execute(repository, state.plan(plan).repository, command, by))

    def _repository(self, product: str, plan: str) -> Repository:
        found: Repository = self.log.fold(repository, self._product(product).plan(plan).repository)
        return found

    def _must_be_offered(self, state: Product) -> None:
        if state.stage == "revoked":
            raise Conflicting("product-revoked", state.address)
        self._must_not_be_suspended(state.publisher)
