"""What was pushed to staging: noted as the registry tells of it, read, and taken away again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.catalog.deciders.repository_state import Event, Repository
from services.catalog.events import (
    Particular,
    PlatformImage,
    PushNoticed,
    StagedRemoved,
    StagingRefused,
    VersionStaged,
)
from services.catalog.ports import tombstone
from vocabulary.digest import Digest, is_digest
from vocabulary.image_reference import is_repository, is_tag

REASON = 500
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
    code: str = ""
    particulars: tuple[Particular, ...] = ()


@dataclass(frozen=True)
class RemoveStaged:
    publisher: str
    tag: str


@dataclass(frozen=True)
class ClearStaged:
    """By the store: past its age, or found gone."""

    tag: str
    digest: str
    why: Literal["expired", "gone"]


Command: TypeAlias = NotePush | StageVersion | RefuseStaging | RemoveStaged | ClearStaged


def decide(command: Command, state: Repository, by: Context) -> list[Event]:
    match command:
        case NotePush():
            return _note(command, state, by)
        case StageVersion() | RefuseStaging():
            only_the_store(by)
            return _stage(command, state)
        case RemoveStaged(publisher, tag):
            by.must_act_for(publisher, "owner", "editor")
            return _remove(tag, state)
        case ClearStaged():
            only_the_store(by)
            return _clear(command, state)


def only_the_store(by: Context) -> None:
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
    if command.digest == str(Digest.of(tombstone(command.tag))):
        return []
    known = state.pushed.get(command.tag)
    # The registry may tell twice, late and out of order. What was refused may be whole when it is pushed again.
    same = known is not None and known.digest == command.digest and command.digest not in state.refused
    if same or (known is not None and known.at >= command.at):
        return []
    return [PushNoticed(command.repository, command.tag, command.digest, command.media_type[:200], command.at)]


def _stage(command: StageVersion | RefuseStaging, state: Repository) -> list[Event]:
    if command.tag in state.removed:
        return []  # it went while it was read
    if command.tag not in state.pushed:
        raise Missing("no-such-push", command.tag)
    match command:
        case StageVersion(tag, digest, media_type, kind, platforms, created):
            if (tag, digest) in state.read:
                return []
            return [VersionStaged(state.name, tag, digest, media_type, kind, platforms, created)]
        case RefuseStaging(tag, digest, reason, code, particulars):
            refused = StagingRefused(state.name, tag, digest, reason[:REASON], code, particulars)
            known = state.refused.get(digest)
            return [] if known is not None and known.reason == refused.reason else [refused]


def _remove(tag: str, state: Repository) -> list[Event]:
    push = state.pushed.get(tag)
    if push is None and tag in state.removed:
        return []
    if push is None:
        raise Missing("no-such-push", tag[:80])
    if is_released_now(push.digest, state):
        raise Conflicting("release-under-way", tag)
    return [StagedRemoved(state.name, tag, push.digest, "withdrawn")]


def _clear(command: ClearStaged, state: Repository) -> list[Event]:
    lies = any((push.tag, push.digest) == (command.tag, command.digest) for push in state.lying())
    if not lies or is_released_now(command.digest, state):
        return []
    return [StagedRemoved(state.name, command.tag, command.digest, command.why)]


def is_released_now(digest: str, state: Repository) -> bool:
    """Whether a release that is under way takes it from staging."""
    return any(one.state == "requested" and one.requested.digest == digest for one in state.releases.values())
