"""One organisation: who founded it, who is asked to join, who belongs to it as what, its robots, and its catalogue."""

from dataclasses import dataclass
from typing import assert_never

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.identity.deciders import cataloguing, inviting, refreshing, robots
from services.identity.deciders.cataloguing import AddToCatalogue, RemoveFromCatalogue
from services.identity.deciders.inviting import AcceptInvitation, Invite, LapseInvitation, WithdrawInvitation
from services.identity.deciders.organization_state import ROLES, Absent, Event, Organization, State, evolve
from services.identity.deciders.refreshing import IssueRefresh, RevokeRefresh
from services.identity.deciders.robots import CreateRobot, RevokeRobot
from services.identity.events import (
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    OrganizationCreated,
    OrganizationRenamed,
)
from vocabulary.slug import is_reserved, is_slug

LONGEST_NAME = 200  # as a publisher's legal name


@dataclass(frozen=True)
class CreateOrganization:
    organization: str
    name: str
    verified: bool  # whether who founds it has proven an address


@dataclass(frozen=True)
class RenameOrganization:
    name: str


@dataclass(frozen=True)
class ChangeRole:
    account: str
    role: str


@dataclass(frozen=True)
class RemoveMember:
    account: str


@dataclass(frozen=True)
class Leave:
    pass


@dataclass(frozen=True)
class EndMembership:
    """The account was erased."""

    account: str


Command = (
    CreateOrganization
    | RenameOrganization
    | inviting.Command
    | ChangeRole
    | RemoveMember
    | Leave
    | EndMembership
    | CreateRobot
    | RevokeRobot
    | IssueRefresh
    | RevokeRefresh
    | cataloguing.Command
)


def decide(command: Command, state: State, by: Context) -> list[Event]:
    match command, state:
        case CreateOrganization(), _:
            return _create(command, state, by)
        case AcceptInvitation(), Absent():
            raise Missing("link-expired")
        case _, Absent():
            raise Missing("organization-unknown")
        case ((CreateRobot() | RevokeRobot() | IssueRefresh() | RevokeRefresh()), Organization()):
            return _of_robots(command, state, by)
        case ((Invite() | WithdrawInvitation() | LapseInvitation() | AcceptInvitation()), Organization()):
            return inviting.decide(command, state, by)
        case ((AddToCatalogue() | RemoveFromCatalogue()), Organization()):
            return [*cataloguing.decide(command, state, by)]
        case _, Organization():
            return _of_members(command, state, by)


def _create(command: CreateOrganization, state: State, by: Context) -> list[Event]:
    slug = command.organization
    if not is_slug(slug):
        raise Invalid("slug-invalid", slug[:80])
    if is_reserved(slug):
        raise Invalid("slug-reserved", slug)
    if isinstance(state, Organization):
        if state.role(by.actor) != "owner":
            raise Conflicting("slug-taken", slug)
        return []
    if not command.verified:
        raise Forbidden("email-not-verified")
    founded = OrganizationCreated(slug, _name(command.name), by.actor)
    return [founded, MemberJoined(slug, by.actor, "owner", "")]


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("name-unfit", f"a name has 1 to {LONGEST_NAME} characters on one line")
    return name


def _of_members(
    command: RenameOrganization | ChangeRole | RemoveMember | Leave | EndMembership, state: Organization, by: Context
) -> list[Event]:
    match command:
        case RenameOrganization(name):
            _must_be_owner(state, by)
            return [] if _name(name) == state.name else [OrganizationRenamed(state.organization, _name(name))]
        case ChangeRole(account, role):
            _must_be_owner(state, by)
            return _change_role(account, role, state)
        case Leave():
            return _end(by.actor, state, by)
        case RemoveMember(account):
            if account != by.actor:
                _must_be_owner(state, by)
            return _end(account, state, by)
        case EndMembership(account):
            if not by.actor.startswith("policy:"):
                by.must_have("operator")
            gone = account in state.members and not state.is_last_owner(account)
            return [MemberLeft(state.organization, account, by.actor)] if gone else []
        case _:
            assert_never(command)


def _change_role(account: str, role: str, state: Organization) -> list[Event]:
    if role not in ROLES:
        raise Invalid("role-unknown", f"roles are {', '.join(ROLES)}")
    if account not in state.members:
        raise Missing("member-unknown")
    if state.role(account) == role:
        return []
    if state.is_last_owner(account):
        raise Conflicting("last-owner")
    return [MemberRoleChanged(state.organization, account, role)]


def _end(account: str, state: Organization, by: Context) -> list[Event]:
    if account not in state.members:
        if account in state.left:
            return []
        raise Missing("member-unknown")
    if state.is_last_owner(account):
        raise Conflicting("last-owner")
    return [MemberLeft(state.organization, account, by.actor)]


def _of_robots(
    command: CreateRobot | RevokeRobot | IssueRefresh | RevokeRefresh, state: Organization, by: Context
) -> list[Event]:
    match command:
        case CreateRobot():
            return [robots.create(command, state, by)]
        case RevokeRobot():
            return [*robots.revoke(command, state, by)]
        case IssueRefresh(token=robot):
            if by.actor != robot:
                by.must_act_for(state.organization)
            tokens = {name: each.token for name, each in state.robots.items()}
            return [*refreshing.issue(command, state.organization, tokens, state.refreshes, by)]
        case RevokeRefresh(refresh):
            kept = state.refreshes.kept.get(refresh)
            robots.check_hold(kept.token if kept else "", state, by)
            return [*refreshing.revoke(command, state.organization, state.refreshes)]


def _must_be_owner(state: Organization, by: Context) -> None:
    if state.role_of(by) != "owner":
        raise Forbidden("role-missing", "an owner")


organization: Decider[Command, State, Event] = Decider("organization", Absent(), decide, evolve)
