"""A repository: what its publisher pushed, which of it was released to customers, and under which tags."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.catalog.events import (
    PlatformImage,
    PushNoticed,
    ReleaseFailed,
    ReleaseRequested,
    StagingRefused,
    VersionReleased,
    VersionStaged,
)
from vocabulary.digest import is_digest
from vocabulary.image_reference import is_fixed, is_repository, is_tag

NOTES, REASON = 20_000, 500
HIDDEN = "sha256-"  # signatures, attestations and keep-tags: the referrers tag schema of the distribution specification


@dataclass(frozen=True)
class NotePush:
    repository: str
    tag: str
    digest: str
    media_type: str
    at: datetime


@dataclass(frozen=True)
class StageVersion:
    tag: str
    digest: str
    media_type: str
    kind: str
    platforms: tuple[PlatformImage, ...]
    created: str


@dataclass(frozen=True)
class RefuseStaging:
    tag: str
    digest: str
    reason: str


@dataclass(frozen=True)
class ReleaseVersion:
    release: str
    product: str
    plan: str
    kind: str
    repository: str
    tag: str
    digest: str
    notes: str


@dataclass(frozen=True)
class CompleteRelease:
    release: str


@dataclass(frozen=True)
class FailRelease:
    release: str
    reason: str


Command: TypeAlias = NotePush | StageVersion | RefuseStaging | ReleaseVersion | CompleteRelease | FailRelease
Event: TypeAlias = PushNoticed | VersionStaged | StagingRefused | ReleaseRequested | VersionReleased | ReleaseFailed


@dataclass(frozen=True)
class Release:
    requested: ReleaseRequested
    state: Literal["requested", "released", "failed"] = "requested"
    reason: str = ""


@dataclass(frozen=True)
class Repository:
    """`pushed` and `tags` are by tag, `staged` and `refused` by digest; `releases` in order tell each tag's history."""

    name: str = ""
    pushed: Mapping[str, PushNoticed] = field(default_factory=dict)
    staged: Mapping[str, VersionStaged] = field(default_factory=dict)
    read: frozenset[tuple[str, str]] = frozenset()  # tag and digest of what was staged
    refused: Mapping[str, str] = field(default_factory=dict)
    releases: Mapping[str, Release] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)

    def release_of(self, tag: str, digest: str) -> Release | None:
        """The last release of this digest under this tag that did not fail."""
        asked = [one for one in self._asked(tag, digest) if one.state != "failed"]
        return asked[-1] if asked else None

    def last_asked(self, tag: str, digest: str) -> Release:
        """Whatever became of it; it was asked for."""
        return self._asked(tag, digest)[-1]

    def _asked(self, tag: str, digest: str) -> list[Release]:
        return [one for one in self.releases.values() if (one.requested.tag, one.requested.digest) == (tag, digest)]

    def released(self, plan: str, product: str) -> bool:
        """Whether customers can reach any version by this plan."""
        return any(
            one.state == "released" and (one.requested.product, one.requested.plan) == (product, plan)
            for one in self.releases.values()
        )


def decide(command: Command, state: Repository, by: Context) -> list[Event]:
    match command:
        case NotePush():
            return _note(command, state, by)
        case StageVersion() | RefuseStaging():
            _only_the_store(by)
            return _stage(command, state)
        case ReleaseVersion():
            publisher = command.repository.partition("/")[0]
            by.must_act_for(publisher, "owner", "editor")
            return _release(command, state)
        case CompleteRelease() | FailRelease():
            _only_the_store(by)
            return _finish(command, state, by)


def _only_the_store(by: Context) -> None:
    """A decision that follows from what the registry showed is the store's own."""
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")


def _note(command: NotePush, state: Repository, by: Context) -> list[Event]:
    if not (by.has("registry", "operator") or by.actor.startswith("policy:")):
        raise Forbidden("store-only")
    if command.repository.count("/") != 1 or not is_repository(command.repository):
        raise Invalid("repository-invalid", command.repository[:80])
    if not is_digest(command.digest):
        raise Invalid("digest-invalid", command.digest[:80])
    if command.tag.startswith(HIDDEN) or not command.tag:
        return []
    if not is_tag(command.tag):
        raise Invalid("tag-invalid", command.tag[:80])
    known = state.pushed.get(command.tag)
    # The registry may tell twice, late and out of order.
    if known is not None and (known.digest == command.digest or known.at >= command.at):
        return []
    return [PushNoticed(command.repository, command.tag, command.digest, command.media_type[:200], command.at)]


def _stage(command: StageVersion | RefuseStaging, state: Repository) -> list[Event]:
    if command.tag not in state.pushed:
        raise Missing("no-such-push", command.tag)
    match command:
        case StageVersion(tag, digest, media_type, kind, platforms, created):
            if (tag, digest) in state.read:
                return []
            return [VersionStaged(state.name, tag, digest, media_type, kind, platforms, created)]
        case RefuseStaging(tag, digest, reason):
            known_reason = state.refused.get(digest)
            return [] if known_reason == reason else [StagingRefused(state.name, tag, digest, reason[:REASON])]


def _release(command: ReleaseVersion, state: Repository) -> list[Event]:
    if not is_tag(command.tag) or command.tag.startswith(HIDDEN):
        raise Invalid("tag-invalid", command.tag[:80])
    if len(command.notes) > NOTES:
        raise Invalid("notes-too-long", f"at most {NOTES} characters")
    asked = state.release_of(command.tag, command.digest)
    if asked is not None and (asked.state == "requested" or state.tags[command.tag] == command.digest):
        return []
    _must_be_staged(command, state)
    _must_be_free(command.tag, state)
    return [
        ReleaseRequested(
            release=command.release,
            product=command.product,
            plan=command.plan,
            repository=command.repository,
            tag=command.tag,
            digest=command.digest,
            notes=command.notes,
        )
    ]


def _must_be_staged(command: ReleaseVersion, state: Repository) -> None:
    digest = command.digest
    staged = state.staged.get(digest)
    if staged is None and digest in state.refused:
        raise Conflicting("staging-refused", state.refused[digest])
    if staged is None and any(push.digest == digest for push in state.pushed.values()):
        raise Conflicting("staging-under-way", digest)
    if staged is None:
        raise Missing("not-staged", digest[:80])
    if (staged.kind == "plugin") != (command.kind == "plugin"):
        raise Conflicting("kind-differs", staged.kind)


def _must_be_free(tag: str, state: Repository) -> None:
    if any(one.state == "requested" and one.requested.tag == tag for one in state.releases.values()):
        raise Conflicting("release-under-way", tag)
    if tag in state.tags and is_fixed(tag):
        raise Conflicting("version-already-released", tag)


def _finish(command: CompleteRelease | FailRelease, state: Repository, by: Context) -> list[Event]:
    release = state.releases.get(command.release)
    if release is None:
        raise Missing("no-such-release", command.release)
    if release.state != "requested":
        return []
    asked = release.requested
    if isinstance(command, FailRelease):
        return [ReleaseFailed(asked.release, asked.repository, asked.tag, asked.digest, command.reason[:REASON])]
    staged = state.staged[asked.digest]
    return [
        VersionReleased(
            release=asked.release,
            product=asked.product,
            plan=asked.plan,
            repository=asked.repository,
            tag=asked.tag,
            digest=asked.digest,
            platforms=staged.platforms,
            created=staged.created,
            notes=asked.notes,
            at=by.at,
        )
    ]


def evolve(state: Repository, event: Event) -> Repository:
    match event:
        case PushNoticed(repository=name, tag=tag):
            return replace(state, name=name, pushed={**state.pushed, tag: event})
        case VersionStaged(tag=tag, digest=digest):
            return replace(state, staged={**state.staged, digest: event}, read=state.read | {(tag, digest)})
        case StagingRefused(digest=digest, reason=reason):
            return replace(state, refused={**state.refused, digest: reason})
        case ReleaseRequested(release=release):
            return replace(state, releases={**state.releases, release: Release(event)})
        case VersionReleased(release=release, tag=tag, digest=digest):
            tags = {**state.tags, tag: digest}
            return replace(state, tags=tags, releases=_ended(state, release, "released", ""))
        case ReleaseFailed(release=release, reason=reason):
            return replace(state, releases=_ended(state, release, "failed", reason))


def _ended(state: Repository, release: str, how: Literal["released", "failed"], reason: str) -> Mapping[str, Release]:
    return {**state.releases, release: replace(state.releases[release], state=how, reason=reason)}


repository: Decider[Command, Repository, Event] = Decider("repository", Repository(), decide, evolve)
