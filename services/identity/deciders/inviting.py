"""Who is asked to join an organisation, as what, and for how long; and who may ask."""

from dataclasses import dataclass
from datetime import timedelta

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.identity.deciders.organization_state import ROLES, Event, Organization
from services.identity.events import InvitationWithdrawn, MemberInvited, MemberJoined

INVITED_BY = {"owner": frozenset(ROLES), "billing": frozenset({"member"})}
INVITED_FOR = timedelta(days=7)
MOST_INVITATIONS = 100


@dataclass(frozen=True)
class Invite:
    invitation: str
    email: str
    email_key: str
    role: str
    account: str  # that has this address; empty: none has


@dataclass(frozen=True)
class WithdrawInvitation:
    invitation: str


@dataclass(frozen=True)
class LapseInvitation:
    """Its time may be over."""

    invitation: str


@dataclass(frozen=True)
class AcceptInvitation:
    """By who signed in; `email_key` is that of the account's address, empty while it is not proven."""

    invitation: str
    email_key: str


Command = Invite | WithdrawInvitation | LapseInvitation | AcceptInvitation


def decide(command: Command, state: Organization, by: Context) -> list[Event]:
    match command:
        case Invite():
            return _invite(command, state, by)
        case WithdrawInvitation(invitation):
            known = state.invitations.get(invitation)
            _must_invite_as(known.role if known else "member", state, by)
            if known is None and invitation not in state.ended:
                raise Missing("invitation-unknown")
            return [InvitationWithdrawn(state.organization, invitation)] if known else []
        case LapseInvitation(invitation):
            lapsed = invitation in state.invitations and not state.standing(invitation, by.at)
            return [InvitationWithdrawn(state.organization, invitation)] if lapsed else []
        case AcceptInvitation():
            return _accept(command, state, by)


def _invite(command: Invite, state: Organization, by: Context) -> list[Event]:
    if command.role not in ROLES:
        raise Invalid("role-unknown", f"roles are {', '.join(ROLES)}")
    _must_invite_as(command.role, state, by)
    if command.account in state.members:
        raise Conflicting("already-member")
    replaced = {name: each for name, each in state.invitations.items() if each.email_key == command.email_key}
    for name, each in replaced.items():
        if state.standing(name, by.at):
            _must_invite_as(each.role, state, by)
    if len(state.invitations) - len(replaced) >= MOST_INVITATIONS:
        raise Conflicting("too-many-invitations", f"at most {MOST_INVITATIONS} at a time; withdraw one first")
    until = by.at + INVITED_FOR
    invited = MemberInvited(
        state.organization, command.invitation, command.email, command.email_key, command.role, by.actor, until
    )
    return [*(InvitationWithdrawn(state.organization, name) for name in replaced), invited]


def _must_invite_as(role: str, state: Organization, by: Context) -> None:
    allowed = INVITED_BY.get(state.role_of(by), frozenset())
    if role not in allowed:
        raise Forbidden("role-missing", "an owner or who does the billing" if role == "member" else "an owner")


def _accept(command: AcceptInvitation, state: Organization, by: Context) -> list[Event]:
    member = state.members.get(by.actor)
    if member is not None and member.invitation == command.invitation:
        return []
    asked = state.standing(command.invitation, by.at)
    if asked is None:
        raise Missing("link-expired")
    if not command.email_key:
        raise Forbidden("email-not-verified")
    if asked.email_key != command.email_key:
        raise Forbidden("invitation-for-another")
    if member is not None:
        raise Conflicting("already-member")
    return [MemberJoined(state.organization, by.actor, asked.role, command.invitation)]
