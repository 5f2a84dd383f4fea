"""Releasing what was staged: asked for by its digest, brought over step by step, done or failed."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Invalid, Missing
from services.catalog.deciders.pushing import HIDDEN, REASON, only_the_store
from services.catalog.deciders.repository_state import STEPS, Event, Release, Repository
from services.catalog.events import Particular, ReleaseAdvanced, ReleaseFailed, ReleaseRequested, VersionReleased
from vocabulary.image_reference import is_fixed, is_tag
from vocabulary.unreleasable import UNRELEASABLE, WITHDRAWN

NOTES = 20_000


@dataclass(frozen=True)
class ReleaseVersion:
    """`publisher` is the product's now, whatever its repository is called."""

    release: str
    publisher: str
    product: str
    plan: str
    kind: str
    repository: str
    tag: str
    digest: str
    notes: str


@dataclass(frozen=True)
class AdvanceRelease:
    release: str
    step: str


@dataclass(frozen=True)
class CompleteRelease:
    release: str


@dataclass(frozen=True)
class FailRelease:
    release: str
    reason: str
    code: str = ""
    particulars: tuple[Particular, ...] = ()


Command: TypeAlias = ReleaseVersion | AdvanceRelease | CompleteRelease | FailRelease


def decide(command: Command, state: Repository, by: Context) -> list[Event]:
    if isinstance(command, ReleaseVersion):
        by.must_act_for(command.publisher, "owner", "editor")
        return _release(command, state)
    only_the_store(by)
    release = state.releases.get(command.release)
    if release is None:
        raise Missing("no-such-release", command.release)
    if release.state != "requested":
        return []
    match command:
        case AdvanceRelease(step=step):
            return _advance(step, release)
        case CompleteRelease():
            return _complete(release, state, by)
        case FailRelease():
            return [_failed(release, command)]


def _release(command: ReleaseVersion, state: Repository) -> list[Event]:
    if not is_tag(command.tag) or command.tag.startswith(HIDDEN):
        raise Invalid("tag-invalid", command.tag[:80])
    if len(command.notes) > NOTES:
        raise Invalid("notes-too-long", f"at most {NOTES} characters")
    asked = state.release_of(command.tag, command.digest)
    if asked is not None and (asked.state == "requested" or state.tags.get(command.tag) == command.digest):
        return []
    _must_be_staged(command, state)
    must_be_free(command.tag, command.digest, state)
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
        raise Conflicting("staging-refused", state.refused[digest].reason)
    if staged is None and any(push.digest == digest for push in state.lying()):
        raise Conflicting("staging-under-way", digest)
    if staged is None:
        raise Missing("not-staged", digest[:80])
    if (staged.kind == "plugin") != (command.kind == "plugin"):
        raise Conflicting("kind-differs", staged.kind)


def must_be_free(tag: str, digest: str, state: Repository) -> None:
    """A withdrawn image stays withdrawn, and a fixed version is one image for good, also once it was yanked."""
    if digest in state.withdrawn:
        raise Conflicting("version-withdrawn", digest)
    if state.under_way(tag):
        raise Conflicting("release-under-way", tag)
    if is_fixed(tag) and state.held.get(tag, digest) != digest:
        raise Conflicting("version-already-released", tag)


def _advance(step: str, release: Release) -> list[Event]:
    done = STEPS.index(release.step) + 1 if release.step else 0
    if step not in STEPS[: done + 1]:
        raise Invalid("step-out-of-order", step)
    if step in STEPS[:done]:
        return []
    return [ReleaseAdvanced(release.requested.release, release.requested.repository, step)]


def _complete(release: Release, state: Repository, by: Context) -> list[Event]:
    asked = release.requested
    if asked.digest in state.withdrawn:
        return [_failed(release, FailRelease(asked.release, UNRELEASABLE[WITHDRAWN], WITHDRAWN))]
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


def _failed(release: Release, command: FailRelease) -> ReleaseFailed:
    asked, why = release.requested, (command.reason[:REASON], command.code, command.particulars)
    return ReleaseFailed(asked.release, asked.repository, asked.tag, asked.digest, *why)
