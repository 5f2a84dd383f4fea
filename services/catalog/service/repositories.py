"""What was pushed, what of it is released, and what is done for it at the registry."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nameko.rpc import rpc
from nameko.timer import timer

from eventlog.amqp import Provided, effect
from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.refusal import Conflicting, Invalid, Missing, Refused, Unavailable
from services.catalog import policies
from services.catalog.adapters.registry import distribution_of
from services.catalog.deciders import repository as repositories
from services.catalog.deciders import telling
from services.catalog.deciders.repository import repository
from services.catalog.events import PlatformImage
from services.catalog.ports import RegistryAway, StagedTag, Unreleasable
from services.catalog.service.desk import Desk, done

ROUND = timedelta(minutes=10)


@dataclass
class Rounds:
    """When the staging repositories were last compared with what is known of them."""

    last: datetime | None = None

    def due(self, now: datetime) -> bool:
        return self.last is None or now - self.last >= ROUND


class Repositories(Desk):
    registry = Provided(distribution_of)
    rounds = Provided(lambda config: Rounds())

    @rpc(expected_exceptions=Refused)
    def note_push(
        self, repository: str, tag: str, digest: str, media_type: str, at: str, context: dict[str, Any]
    ) -> dict[str, Any]:
        command = repositories.NotePush(repository, tag, digest, media_type, datetime.fromisoformat(at))
        return done(self.log.execute(repositories.repository, repository, command, Context.load(context)))

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
