"""What an organisation has become by its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from eventlog.decider import Context
from eventlog.schema import Erased
from services.identity.deciders.refreshing import Refreshes
from services.identity.deciders.tokens import Token
from services.identity.events import (
    CatalogueEntryAdded,
    CatalogueEntryRemoved,
    InvitationWithdrawn,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    OrganizationCreated,
    OrganizationRenamed,
    RefreshTokenIssued,
    RefreshTokenRevoked,
    RobotCreated,
    RobotRevoked,
)

Event = (
    OrganizationCreated
    | OrganizationRenamed
    | MemberInvited
    | InvitationWithdrawn
    | MemberJoined
    | MemberRoleChanged
    | MemberLeft
    | RobotCreated
    | RobotRevoked
    | RefreshTokenIssued
    | RefreshTokenRevoked
    | CatalogueEntryAdded
    | CatalogueEntryRemoved
)

ROLES = ("owner", "billing", "member", "editor", "support")


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Invitation:
    email: str | Erased
    email_key: str
    role: str
    until: datetime

    def stands(self, at: datetime) -> bool:
        return at < self.until


@dataclass(frozen=True)
class Member:
    role: str
    invitation: str  # that was accepted; empty for the founder


@dataclass(frozen=True)
class Robot:
    name: str
    token: Token
    products: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """Of its own catalogue."""

    kind: str  # product | publisher
    subject: str


@dataclass(frozen=True)
class Organization:
    organization: str
    name: str
    members: Mapping[str, Member] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    invitations: Mapping[str, Invitation] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()  # invitations
    robots: Mapping[str, Robot] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()  # robots
    refreshes: Refreshes = field(default_factory=Refreshes)
    catalogue: frozenset[Entry] = frozenset()
    uncatalogued: frozenset[Entry] = frozenset()  # taken out again

    def role(self, account: str) -> str:
        """Empty where the account is no member."""
        member = self.members.get(account)
        return member.role if member else ""

    def role_of(self, by: Context) -> str:
        """By the members as this log has them, not as a door knew them; an operator helps as an owner does."""
        return "owner" if by.has("operator") else self.role(by.actor)

    def is_last_owner(self, account: str) -> bool:
        return [name for name, member in self.members.items() if member.role == "owner"] == [account]

    def standing(self, invitation: str, at: datetime) -> Invitation | None:
        found = self.invitations.get(invitation)
        return found if found is not None and found.stands(at) else None


State = Absent | Organization
Kept = TypeVar("Kept")


def evolve(state: State, event: Event) -> State:
    match state, event:
        case Absent(), OrganizationCreated(organization, name):
            return Organization(organization, name)
        case Organization(), (RobotCreated() | RobotRevoked() | RefreshTokenIssued() | RefreshTokenRevoked()):
            return _with_robots(state, event)
        case Organization(), CatalogueEntryAdded(kind=kind, subject=subject):
            entry = frozenset({Entry(kind, subject)})
            return replace(state, catalogue=state.catalogue | entry, uncatalogued=state.uncatalogued - entry)
        case Organization(), CatalogueEntryRemoved(kind=kind, subject=subject):
            entry = frozenset({Entry(kind, subject)})
            return replace(state, catalogue=state.catalogue - entry, uncatalogued=state.uncatalogued | entry)
        case Organization(), _:
            return _with_people(state, event)
        case _:
            return state


def _with_people(state: Organization, event: Event) -> Organization:
    match event:
        case OrganizationRenamed(name=name):
            return replace(state, name=name)
        case MemberInvited(invitation=invitation):
            asked = Invitation(event.email, event.email_key, event.role, event.until)
            return replace(state, invitations={**state.invitations, invitation: asked})
        case InvitationWithdrawn(invitation=invitation):
            return _over(state, invitation)
        case MemberJoined(account=account, role=role, invitation=invitation):
            joined = replace(state, members={**state.members, account: Member(role, invitation)})
            return _over(replace(joined, left=state.left - {account}), invitation)
        case MemberRoleChanged(account=account, role=role):
            changed = replace(state.members[account], role=role)
            return replace(state, members={**state.members, account: changed})
        case MemberLeft(account=account):
            return replace(state, members=_without(state.members, account), left=state.left | {account})
        case _:
            return state


def _over(state: Organization, invitation: str) -> Organization:
    return replace(
        state, invitations=_without(state.invitations, invitation), ended=state.ended | ({invitation} - {""})
    )


def _with_robots(state: Organization, event: Event) -> Organization:
    match event:
        case RobotCreated(robot=robot):
            made = Robot(event.name, Token(event.scopes, event.expires, event.networks), event.products)
            return replace(state, robots={**state.robots, robot: made})
        case RobotRevoked(robot=robot):
            refreshes = state.refreshes.without_those_of(robot)
            left = _without(state.robots, robot)
            return replace(state, robots=left, revoked=state.revoked | {robot}, refreshes=refreshes)
        case RefreshTokenIssued() | RefreshTokenRevoked():
            return replace(state, refreshes=state.refreshes.after(event))
        case _:
            return state


def _without(kept: Mapping[str, Kept], gone: str) -> dict[str, Kept]:
    return {name: value for name, value in kept.items() if name != gone}
