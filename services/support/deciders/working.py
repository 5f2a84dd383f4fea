"""What is done with a ticket: who sees to it, how urgent it is, what it belongs to, and how it ends."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid
from services.support.deciders import sides, written
from services.support.deciders.ticket_state import Event, Ticket
from services.support.events import (
    AdvisoryLinked,
    Calendar,
    PriorityChanged,
    TicketAssigned,
    TicketClosed,
    TicketMerged,
    TicketRated,
    TicketReopened,
    TicketResolved,
)

REOPENED = timedelta(days=14)  # how long after it was resolved
MOST_ADVISORIES = 50
ADVISORY = re.compile(r"[A-Z][A-Za-z0-9]{1,19}[-:][A-Za-z0-9:._-]{1,60}", re.ASCII)  # CVE-2026-1234, GHSA-…, RHSA-…
Calendars: TypeAlias = Mapping[str, tuple[Calendar, ...]]  # by desk, oldest first


@dataclass(frozen=True)
class Assign:
    """`people` are the desk's now; an empty assignee: nobody."""

    assignee: str
    people: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SetPriority:
    priority: int
    calendars: Calendars = field(default_factory=dict)


@dataclass(frozen=True)
class Merge:
    """`into` is another ticket of the same holder that goes on, and of the same desk: it owes its answer there."""

    into: str
    holder: str
    owner: str
    is_open: bool
    ticket: str = ""  # the one that is merged
    calendars: Calendars = field(default_factory=dict)


@dataclass(frozen=True)
class LinkAdvisory:
    advisory: str


@dataclass(frozen=True)
class Resolve:
    calendars: Calendars = field(default_factory=dict)


@dataclass(frozen=True)
class Reopen:
    calendars: Calendars = field(default_factory=dict)


@dataclass(frozen=True)
class Close:
    """What was resolved: by its owner's people, or as nobody came back in time; `gone`: who opened it was erased."""

    gone: bool = False
    calendars: Calendars = field(default_factory=dict)


@dataclass(frozen=True)
class Rate:
    stars: int


def assign(command: Assign, state: Ticket, by: Context) -> list[Event]:
    sides.must("assign", state, by)
    if state.assignee == command.assignee:
        return []
    if command.assignee and command.assignee != by.actor and command.assignee not in command.people:
        raise Conflicting("not-of-the-desk", command.assignee[:80])
    return [TicketAssigned(state.id, state.owner, command.assignee, by.at)]


def set_priority(command: SetPriority, state: Ticket, by: Context) -> list[Event]:
    sides.must("set_priority", state, by)
    priority = written.priority(command.priority)
    return [] if state.priority == priority else [PriorityChanged(state.id, priority, by.actor, by.at)]


def merge(command: Merge, state: Ticket, by: Context) -> list[Event]:
    if sides.may_read(state, by) and state.phase == "merged" and state.merged_into == command.into:
        return []
    sides.must("merge", state, by)
    if command.into == state.id:
        raise Invalid("merged-into-itself")
    if command.holder != state.opened.holder:
        raise Conflicting("of-another-customer")
    if command.owner != state.owner:
        raise Conflicting("of-another-desk", command.owner[:80])
    if not command.is_open:
        raise Conflicting("ticket-not-open", command.into)
    return [TicketMerged(state.id, command.into, by.actor, by.at)]


def link_advisory(command: LinkAdvisory, state: Ticket, by: Context) -> list[Event]:
    sides.must("link_advisory", state, by)
    advisory = command.advisory.strip()
    if not ADVISORY.fullmatch(advisory):
        raise Invalid("advisory-invalid", advisory[:80])
    if advisory in state.advisories:
        return []
    if len(state.advisories) >= MOST_ADVISORIES:
        raise Conflicting("too-many-advisories", f"at most {MOST_ADVISORIES}")
    return [AdvisoryLinked(state.id, advisory, by.actor, by.at)]


def resolve(state: Ticket, by: Context) -> list[Event]:
    if sides.may_read(state, by) and state.phase == "resolved":
        return []
    sides.must("resolve", state, by)
    return [TicketResolved(state.id, by.actor, by.at + REOPENED, by.at)]


def reopen(state: Ticket, by: Context) -> list[Event]:
    if sides.may_read(state, by) and state.phase == "open":
        return []
    sides.must("reopen", state, by)
    return [TicketReopened(state.id, by.actor, by.at)]


def close(command: Close, state: Ticket, by: Context) -> list[Event]:
    """What comes due for a ticket that was reopened meanwhile, or resolved again, closes nothing."""
    if sides.may_read(state, by) and state.phase == "closed":
        return []
    if by.actor.startswith(sides.POLICY):
        is_due = state.phase == "resolved" and state.reopened_until is not None and by.at >= state.reopened_until
        closes = is_due or (command.gone and state.phase != "merged")
        return [TicketClosed(state.id, by.actor, by.at)] if closes else []
    sides.must("close", state, by)
    return [TicketClosed(state.id, by.actor, by.at)]


def rate(command: Rate, state: Ticket, by: Context) -> list[Event]:
    sides.must("rate", state, by)
    if command.stars not in range(1, 6):
        raise Invalid("field-invalid", "stars: 1 to 5")
    if not sides.is_customer(state, by):
        raise Forbidden("customer-only")
    return [] if state.stars == command.stars else [TicketRated(state.id, command.stars, by.actor, by.at)]
