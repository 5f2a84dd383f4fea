"""What is known of a repository: what was pushed, what was released, and where each tag leads."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from services.catalog.events import (
    PushNoticed,
    ReleaseAdvanced,
    ReleaseFailed,
    ReleaseRequested,
    RetagFailed,
    RetagRequested,
    StagedRemoved,
    StagingRefused,
    TagMoved,
    VersionDeprecated,
    VersionExamined,
    VersionReleased,
    VersionScanned,
    VersionStaged,
    VersionYanked,
)

STEPS = ("mounted", "manifests", "signed", "tagged")  # of a release, in order
Event: TypeAlias = (
    PushNoticed
    | VersionStaged
    | StagingRefused
    | StagedRemoved
    | ReleaseRequested
    | ReleaseAdvanced
    | VersionReleased
    | ReleaseFailed
    | RetagRequested
    | TagMoved
    | RetagFailed
    | VersionYanked
    | VersionDeprecated
    | VersionExamined
    | VersionScanned
)


@dataclass(frozen=True)
class Release:
    requested: ReleaseRequested
    state: Literal["requested", "released", "failed"] = "requested"
    failed: ReleaseFailed | None = None
    step: str = ""  # the last that was done


@dataclass(frozen=True)
class Retag:
    requested: RetagRequested
    state: Literal["requested", "moved", "failed"] = "requested"
    failed: RetagFailed | None = None


def nothing() -> Any:
    return field(default_factory=dict)


@dataclass(frozen=True)
class Repository:
    """By tag: `pushed`, `removed`, `tags` (where each leads now), `held` (where it led last), `yanked`, `deprecated`.

    By digest: `staged`, `refused`, `versions`, `examined`, `scanned`. `replaced` are pushes that a later one under the
    same tag hides; their images lie in staging all the same.
    """

    name: str = ""
    pushed: Mapping[str, PushNoticed] = nothing()
    replaced: Mapping[tuple[str, str], PushNoticed] = nothing()
    removed: frozenset[str] = frozenset()
    staged: Mapping[str, VersionStaged] = nothing()
    read: frozenset[tuple[str, str]] = frozenset()  # tag and digest of what was staged
    refused: Mapping[str, StagingRefused] = nothing()
    releases: Mapping[str, Release] = nothing()
    retags: Mapping[str, Retag] = nothing()
    tags: Mapping[str, str] = nothing()
    held: Mapping[str, str] = nothing()
    versions: Mapping[str, VersionReleased] = nothing()
    withdrawn: frozenset[str] = frozenset()
    yanked: Mapping[str, VersionYanked] = nothing()
    deprecated: Mapping[str, VersionDeprecated] = nothing()
    examined: Mapping[str, VersionExamined] = nothing()
    scanned: Mapping[str, VersionScanned] = nothing()

    def release_of(self, tag: str, digest: str) -> Release | None:
        """The last release of this digest under this tag that did not fail."""
        asked = [one for one in self._asked(tag, digest) if one.state != "failed"]
        return asked[-1] if asked else None

    def last_asked(self, tag: str, digest: str) -> Release:
        """Whatever became of it; it was asked for."""
        return self._asked(tag, digest)[-1]

    def last_retag(self, tag: str, digest: str) -> Retag | None:
        asked = [one for one in self.retags.values() if (one.requested.tag, one.requested.digest) == (tag, digest)]
        return asked[-1] if asked else None

    def under_way(self, tag: str) -> bool:
        """Whether the registry is at this tag now."""
        releases = [one.requested.tag for one in self.releases.values() if one.state == "requested"]
        retags = [one.requested.tag for one in self.retags.values() if one.state == "requested"]
        return tag in (*releases, *retags)

    def released(self, plan: str, product: str) -> bool:
        """Whether customers can reach any version by this plan."""
        reached = [self.versions[digest] for digest in self.tags.values()]
        return any((one.product, one.plan) == (product, plan) for one in reached)

    def lying(self) -> list[PushNoticed]:
        """Every push whose image lies in staging."""
        return [*self.pushed.values(), *self.replaced.values()]

    def pullable(self) -> set[str]:
        """Digests that customers may pull, under a tag or by themselves."""
        return set(self.versions) - self.withdrawn

    def spared(self) -> set[str]:
        """What no withdrawal of another image may take along: what customers may pull, or soon will."""
        coming = {one.requested.digest for one in self.releases.values() if one.state == "requested"}
        return self.pullable() | (coming - self.withdrawn)

    def _asked(self, tag: str, digest: str) -> list[Release]:
        return [one for one in self.releases.values() if (one.requested.tag, one.requested.digest) == (tag, digest)]


def evolve(state: Repository, event: Event) -> Repository:
    match event:
        case PushNoticed() | VersionStaged() | StagingRefused() | StagedRemoved():
            return _pushed(state, event)
        case ReleaseRequested() | ReleaseAdvanced() | VersionReleased() | ReleaseFailed():
            return _released(state, event)
        case RetagRequested() | TagMoved() | RetagFailed():
            return _retagged(state, event)
        case VersionYanked(tag=tag, digest=digest, security=security):
            tags = _without(state.tags, tag)
            withdrawn = state.withdrawn | {digest} if security else state.withdrawn
            return replace(state, tags=tags, withdrawn=withdrawn, yanked={**state.yanked, tag: event})
        case VersionDeprecated(tag=tag):
            return replace(state, deprecated={**state.deprecated, tag: event})
        case VersionExamined(digest=digest):
            return replace(state, examined={**state.examined, digest: event})
        case VersionScanned(digest=digest):
            return replace(state, scanned={**state.scanned, digest: event})


def _pushed(state: Repository, event: PushNoticed | VersionStaged | StagingRefused | StagedRemoved) -> Repository:
    match event:
        case PushNoticed(repository=name, tag=tag, digest=digest):
            hidden = state.pushed.get(tag)
            replaced = _without(state.replaced, (tag, digest))
            if hidden is not None and hidden.digest != digest:
                replaced = {**replaced, (tag, hidden.digest): hidden}
            pushed = {**state.pushed, tag: event}
            return replace(state, name=name, pushed=pushed, replaced=replaced, removed=state.removed - {tag})
        case VersionStaged(tag=tag, digest=digest):
            return replace(state, staged={**state.staged, digest: event}, read=state.read | {(tag, digest)})
        case StagingRefused(digest=digest):
            return replace(state, refused={**state.refused, digest: event})
        case StagedRemoved():
            return _removed(state, event)


def _removed(state: Repository, event: StagedRemoved) -> Repository:
    tag, digest = event.tag, event.digest
    there = state.pushed.get(tag)
    if there is not None and there.digest == digest:
        state = replace(state, pushed=_without(state.pushed, tag), removed=state.removed | {tag})
    state = replace(state, replaced=_without(state.replaced, (tag, digest)), read=state.read - {(tag, digest)})
    if any(push.digest == digest for push in state.lying()):
        return state
    return replace(state, staged=_without(state.staged, digest), refused=_without(state.refused, digest))


def _released(
    state: Repository, event: ReleaseRequested | ReleaseAdvanced | VersionReleased | ReleaseFailed
) -> Repository:
    match event:
        case ReleaseRequested(release=release):
            return replace(state, releases={**state.releases, release: Release(event)})
        case ReleaseAdvanced(release=release, step=step):
            return _release(state, release, step=step)
        case VersionReleased(release=release, tag=tag, digest=digest):
            state = _leading(_release(state, release, state="released"), tag, digest)
            return replace(state, versions={**state.versions, digest: event})
        case ReleaseFailed(release=release):
            return _release(state, release, state="failed", failed=event)


def _retagged(state: Repository, event: RetagRequested | TagMoved | RetagFailed) -> Repository:
    match event:
        case RetagRequested(retag=retag):
            return replace(state, retags={**state.retags, retag: Retag(event)})
        case TagMoved(retag=retag, tag=tag, digest=digest):
            return _leading(_retag(state, retag, state="moved"), tag, digest)
        case RetagFailed(retag=retag):
            return _retag(state, retag, state="failed", failed=event)


def _leading(state: Repository, tag: str, digest: str) -> Repository:
    """The tag leads to this digest from now on; what was said of it before was said of what it led to."""
    return replace(
        state,
        tags={**state.tags, tag: digest},
        held={**state.held, tag: digest},
        yanked=_without(state.yanked, tag),
        deprecated=_without(state.deprecated, tag),
    )


def _release(repository: Repository, release: str, **how: Any) -> Repository:
    return replace(repository, releases={**repository.releases, release: replace(repository.releases[release], **how)})


def _retag(repository: Repository, retag: str, **how: Any) -> Repository:
    return replace(repository, retags={**repository.retags, retag: replace(repository.retags[retag], **how)})


def _without(known: Mapping[Any, Any], key: Any) -> Mapping[Any, Any]:
    return {name: value for name, value in known.items() if name != key}
