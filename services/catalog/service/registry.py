"""What is done at the registry for a repository, and how the two are kept in step where messages were lost."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, effect, every
from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.refusal import Invalid, Refused
from services.catalog import policies
from services.catalog.deciders import pushing, releasing, versions
from services.catalog.deciders import repository as repositories
from services.catalog.deciders.product import product
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.repository import repository
from services.catalog.deciders.repository_state import Repository
from services.catalog.events import Particular, PlatformImage
from services.catalog.ports import RegistryAway, StagedTag, Unreleasable
from services.catalog.service.reaching import AT_ONCE, Reaching, reached

ROUND = timedelta(minutes=10)
HIDDEN = pushing.HIDDEN


@dataclass
class Rounds:
    """When the staging repositories were last compared with what is known of them."""

    last: datetime | None = None

    def due(self, now: datetime) -> bool:
        return self.last is None or now - self.last >= ROUND


class AtTheRegistry(Reaching):
    rounds = Provided(lambda config: Rounds())

    # -- what facts cause

    @effect(policies.READ, at_once=AT_ONCE, lane="repository")
    def read_staged(self, effect: Attempt) -> None:
        name, tag, digest = _image(effect)
        command: pushing.Command
        try:
            with reached():
                seen = self.registry.read(name, digest)
        except Unreleasable as wrong:
            command = pushing.RefuseStaging(tag, digest, str(wrong), wrong.code, _particulars(wrong))
        else:
            platforms = tuple(PlatformImage(one.platform, one.digest, one.size, one.layers) for one in seen.platforms)
            command = pushing.StageVersion(tag, digest, seen.media_type, seen.kind, platforms, seen.created)
        self._on_repository(name, command, effect)

    @effect(policies.RELEASE, at_once=AT_ONCE, lane="repository")
    def bring_release(self, effect: Attempt) -> None:
        """Begun anew at each attempt: what was done before is found done, and told once."""
        (name, tag, digest), release = _image(effect), str(effect.arguments["release"])
        command: repositories.Command = releasing.CompleteRelease(release)
        try:
            with reached():
                self._must_be_signed(name, release, digest)
                for step in self.registry.release(name, tag, digest, self.alone):
                    self._note_step(name, releasing.AdvanceRelease(release, step), effect)
        except Unreleasable as wrong:
            command = releasing.FailRelease(release, str(wrong), wrong.code, _particulars(wrong))
        self._on_repository(name, command, effect)
        self._settle(name, tag)

    def _must_be_signed(self, name: str, release: str, digest: str) -> None:
        """By its publisher, where that has registered keys; raises Unreleasable."""
        asked = self.log.fold(repository, name).releases[release].requested
        offered = self.log.fold(product, asked.product)
        keys = self._publisher(offered.publisher).signing_keys if isinstance(offered, Product) else {}
        if keys:
            self.registry.check_signature(name, digest, [key.pem for key in keys.values()])

    @effect(policies.RETAG, at_once=AT_ONCE, lane="repository")
    def move_tag(self, effect: Attempt) -> None:
        (name, tag, digest), retag = _image(effect), str(effect.arguments["retag"])
        command: repositories.Command = versions.CompleteRetag(retag)
        try:
            with reached():
                self.registry.move_tag(name, tag, digest)
        except Unreleasable as wrong:
            command = versions.FailRetag(retag, str(wrong), wrong.code, _particulars(wrong))
        self._on_repository(name, command, effect)
        self._settle(name, tag)

    @effect(policies.YANK)
    def yank(self, effect: Attempt) -> None:
        name, tag, digest = _image(effect)
        if effect.arguments["security"]:
            with reached():
                self.registry.withdraw(name, digest, self.log.fold(repository, name).spared())
        self._settle(name, tag)

    @effect(policies.UNSTAGE)
    def unstage(self, effect: Attempt) -> None:
        name, tag, digest = _image(effect)
        lying = self.log.fold(repository, name).lying()
        if any((push.tag, push.digest) == (tag, digest) for push in lying):
            return  # pushed again meanwhile
        with reached():
            self.registry.unstage(name, tag, digest, {push.digest for push in lying})

    def _note_step(self, name: str, command: releasing.AdvanceRelease, because: Attempt) -> None:
        cause = because.cause()
        self.log.execute(repository, name, command, replace(cause, actor=f"{cause.actor}-{command.step}"))

    def _settle(self, name: str, tag: str) -> None:
        """Makes the tag lead where the log says; what was decided meanwhile may have passed us by on its way."""
        state: Repository = self.log.fold(repository, name)
        wanted = state.tags.get(tag)
        with reached():
            if wanted is not None:
                with suppress(Unreleasable):
                    self.registry.move_tag(name, tag, wanted)
            elif not state.under_way(tag):
                self.registry.drop_tag(name, tag)

    # -- what was not told

    @every(5, at_once=True)
    def look_around(self) -> None:
        """The registry forgets its notices when it stops: what they would have told is found in its repositories."""
        now = self.clock.now()
        if not self.rounds.due(now):
            return
        try:
            for found in self.registry.staged():
                if found.tag in self.log.fold(repository, found.repository).removed:
                    continue  # on its way out, or pushed anew without a notice: then reconciling finds it
                with suppress(Invalid):  # it lies where no plan can offer it: its publisher's loss, and nobody else's
                    self._note_found(found, now)
        except RegistryAway:
            return  # the next round comes soon
        self.rounds.last = now

    @rpc
    def signing_keys(self) -> list[dict[str, Any]]:
        """With which the store signs what it releases: public halves, the newest first."""
        return list(self.registry.signing_keys())

    @rpc(expected_exceptions=Refused)
    def registry_repositories(self, context: dict[str, Any]) -> list[str]:
        """For operators: every repository that the registry has."""
        Context.load(context).must_have("operator")
        with reached():
            return sorted(self.registry.repositories())

    @rpc(expected_exceptions=Refused)
    def reconcile_repository(self, name: str, context: dict[str, Any]) -> list[dict[str, str]]:
        """For operators: what log and registry did not agree on, and what became of it.

        noted: a push that was not known · gone: a staged image that is there no more · mended: customers have again, or
        no more, what the log says · lost: released, and nowhere to be found · unknown: a tag that nobody released.
        """
        Context.load(context).must_have("operator")
        with reached():
            return [*self._reconcile_staged(name), *self._reconcile_released(name)]

    @rpc(expected_exceptions=Refused)
    def clear_staged(self, name: str, before: str, dry_run: bool, context: dict[str, Any]) -> list[dict[str, Any]]:
        """For operators: what was pushed before this moment and never released leaves staging, or would."""
        Context.load(context).must_have("operator")
        now, state = self.clock.now(), self.log.fold(repository, name)
        old = [push for push in state.lying() if push.at < datetime.fromisoformat(before)]
        cleared = []
        for push in old:
            if push.digest in state.pullable() or pushing.is_released_now(push.digest, state):
                continue
            if not dry_run:
                self._found(name, pushing.ClearStaged(push.tag, push.digest, "expired"), now)
            told = {"tag": push.tag, "digest": push.digest, "pushed": push.at.isoformat()}
            cleared.append({"repository": name, **told, "bytes": _size(state, push.digest)})
        return cleared

    def _reconcile_staged(self, name: str) -> Iterator[dict[str, str]]:
        now, state = self.clock.now(), self.log.fold(repository, name)
        found = {one.tag: one for one in self.registry.staged(name) if not one.tag.startswith(HIDDEN)}
        for one in found.values():
            with suppress(Invalid):
                if self._note_found(one, now):
                    yield _told("noted", one.tag, one.digest)
        for push in state.pushed.values():
            if push.tag not in found:
                self._found(name, pushing.ClearStaged(push.tag, push.digest, "gone"), now)
                yield _told("gone", push.tag, push.digest)

    def _reconcile_released(self, name: str) -> Iterator[dict[str, str]]:
        state: Repository = self.log.fold(repository, name)
        found = dict(self.registry.released(name))
        for tag, digest in state.tags.items():
            if found.get(tag) != digest and not state.under_way(tag):
                yield self._mend(name, tag, digest)
        for digest in sorted(state.pullable() - set(state.tags.values())):
            if not self.registry.holds(name, digest):
                yield self._mend(name, "", digest)
        for digest in sorted(state.pullable()):
            if self.registry.holds(name, digest) and self.registry.sign(name, digest, self.alone):
                yield _told("mended", "", digest, "signed with the present key")
        for digest in sorted(state.withdrawn):
            if self.registry.holds(name, digest):
                self.registry.withdraw(name, digest, self.log.fold(repository, name).spared())
                yield _told("mended", "", digest, "withdrawn again")
        for tag, digest in found.items():
            if tag in state.yanked:
                self._settle(name, tag)  # it may be released again by now
                yield _told("mended", tag, digest, "yanked again")
            elif tag not in state.tags and not state.under_way(tag):
                yield _told("unknown", tag, digest, "nobody released it here")

    def _mend(self, name: str, tag: str, digest: str) -> dict[str, str]:
        """From the released side itself, where only the tag is wrong; else from staging. Tags are the log's to say."""
        try:
            if tag and self.registry.holds(name, digest):
                self._settle(name, tag)
                return _told("mended", tag, digest, "the tag was put back")
            for step in self.registry.release(name, tag, digest, self.alone):
                if step == "signed":
                    break
            if tag:
                self._settle(name, tag)
        except Unreleasable as wrong:
            return _told("lost", tag, digest, str(wrong))
        return _told("mended", tag, digest, "brought from staging again")

    def _note_found(self, found: StagedTag, now: datetime) -> bool:
        known = self.log.fold(repository, found.repository).pushed.get(found.tag)
        if known is not None and known.digest == found.digest:
            return False
        command = pushing.NotePush(found.repository, found.tag, found.digest, found.media_type, now)
        return self._found(found.repository, command, now)

    def _found(self, name: str, command: pushing.NotePush | pushing.ClearStaged, now: datetime) -> bool:
        """Whether it decided anything."""
        by = Context("", policies.FINDING, now)
        key = by.new_id(f"{type(command).__name__} {name}:{command.tag}@{command.digest} {now.isoformat()}")
        return bool(self.log.execute(repository, name, command, replace(by, command_id=key)).events)


def _image(effect: Attempt) -> tuple[str, str, str]:
    name, tag, digest = (str(effect.arguments[field]) for field in ("repository", "tag", "digest"))
    return name, tag, digest


def _particulars(wrong: Unreleasable) -> tuple[Particular, ...]:
    return tuple(Particular(name, value[:500]) for name, value in wrong.particulars.items())


def _told(what: str, tag: str, digest: str, detail: str = "") -> dict[str, str]:
    return {"what": what, "tag": tag, "digest": digest, "detail": detail}


def _size(state: Repository, digest: str) -> int:
    staged = state.staged.get(digest)
    return 0 if staged is None else sum(platform.size for platform in staged.platforms)
