"""A version after its release: deprecated, yanked, and its moving tags led to another image."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Invalid, Missing
from services.catalog.deciders.pushing import HIDDEN, REASON, only_the_store
from services.catalog.deciders.releasing import must_be_free
from services.catalog.deciders.repository_state import Event, Repository, Retag
from services.catalog.events import Particular, RetagFailed, RetagRequested, TagMoved, VersionDeprecated, VersionYanked
from vocabulary.image_reference import is_tag
from vocabulary.unreleasable import UNRELEASABLE, WITHDRAWN


@dataclass(frozen=True)
class YankVersion:
    """`security`: the image goes as well, under whatever tag it was released."""

    publisher: str
    product: str
    tag: str
    reason: str
    security: bool


@dataclass(frozen=True)
class DeprecateVersion:
    publisher: str
    product: str
    tag: str
    until: str
    successor: str
    reason: str


@dataclass(frozen=True)
class RetagVersion:
    retag: str
    publisher: str
    product: str
    plan: str
    repository: str
    tag: str
    digest: str


@dataclass(frozen=True)
class CompleteRetag:
    retag: str


@dataclass(frozen=True)
class FailRetag:
    retag: str
    reason: str
    code: str = ""
    particulars: tuple[Particular, ...] = ()


Command: TypeAlias = YankVersion | DeprecateVersion | RetagVersion | CompleteRetag | FailRetag


def decide(command: Command, state: Repository, by: Context) -> list[Event]:
    match command:
        case YankVersion():
            if not by.has("reviewer", "operator"):
                by.must_act_for(command.publisher, "owner", "editor")
            return _yank(command, state)
        case DeprecateVersion():
            by.must_act_for(command.publisher, "owner", "editor")
            return _deprecate(command, state, by)
        case RetagVersion():
            by.must_act_for(command.publisher, "owner", "editor")
            return _retag(command, state)
        case CompleteRetag() | FailRetag():
            only_the_store(by)
            return _finish(command, state, by)


def _yank(command: YankVersion, state: Repository) -> list[Event]:
    if not 0 < len(command.reason.strip()) <= REASON:
        raise Invalid("reasons-missing", f"1 to {REASON} characters")
    tag, before = command.tag, state.yanked.get(command.tag)
    if before is not None and (before.digest in state.withdrawn or not command.security):
        return []
    digest = before.digest if before is not None else _led_to(tag, state)
    if state.under_way(tag):
        raise Conflicting("release-under-way", tag)
    others = [other for other, led_to in state.tags.items() if led_to == digest and other != tag]
    gone = [tag, *others] if command.security else [tag]
    reason = command.reason.strip()
    return [VersionYanked(state.name, command.product, one, digest, reason, command.security) for one in gone]


def _deprecate(command: DeprecateVersion, state: Repository, by: Context) -> list[Event]:
    digest = _led_to(command.tag, state)
    if len(command.reason) > REASON:
        raise Invalid("reasons-missing", f"at most {REASON} characters")
    _must_be_ahead(command.until, by)
    if command.successor:
        _led_to(command.successor, state)
        if command.successor == command.tag or command.successor in state.deprecated:
            raise Invalid("successor-unfit", command.successor)
    told = (command.until, command.successor, command.reason.strip())
    deprecated = VersionDeprecated(state.name, command.product, command.tag, digest, *told)
    return [] if state.deprecated.get(command.tag) == deprecated else [deprecated]


def _must_be_ahead(until: str, by: Context) -> None:
    if not until:
        return
    try:
        day = date.fromisoformat(until)
    except ValueError as wrong:
        raise Invalid("day-unreadable", until[:40]) from wrong
    if day < by.today or until != day.isoformat():
        raise Invalid("day-unreadable" if until != day.isoformat() else "day-past", until[:40])


def _led_to(tag: str, state: Repository) -> str:
    digest = state.tags.get(tag)
    if digest is None:
        raise Missing("no-such-version", tag[:80])
    return digest


def _retag(command: RetagVersion, state: Repository) -> list[Event]:
    if not is_tag(command.tag) or command.tag.startswith(HIDDEN):
        raise Invalid("tag-invalid", command.tag[:80])
    if state.tags.get(command.tag) == command.digest:
        return []
    asked = state.last_retag(command.tag, command.digest)
    if asked is not None and asked.state == "requested":
        return []
    if command.digest not in state.versions:
        raise Missing("no-such-version", command.digest[:80])
    must_be_free(command.tag, command.digest, state)
    named = (command.retag, command.repository, command.product, command.plan)
    return [RetagRequested(*named, command.tag, command.digest)]


def _finish(command: CompleteRetag | FailRetag, state: Repository, by: Context) -> list[Event]:
    retag = state.retags.get(command.retag)
    if retag is None:
        raise Missing("no-such-release", command.retag)
    if retag.state != "requested":
        return []
    if isinstance(command, FailRetag):
        return [_failed(retag, command)]
    asked = retag.requested
    if asked.digest in state.withdrawn:
        return [_failed(retag, FailRetag(asked.retag, UNRELEASABLE[WITHDRAWN], WITHDRAWN))]
    named = (asked.retag, asked.repository, asked.product, asked.plan)
    return [TagMoved(*named, asked.tag, asked.digest, state.tags.get(asked.tag, ""), by.at)]


def _failed(retag: Retag, command: FailRetag) -> RetagFailed:
    asked, why = retag.requested, (command.reason[:REASON], command.code, command.particulars)
    return RetagFailed(asked.retag, asked.repository, asked.tag, asked.digest, *why)
