"""What an account has become by its events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from eventlog.schema import Erased
from services.identity.deciders.refreshing import Refreshes
from services.identity.deciders.tokens import Token
from services.identity.events import (
    AccountRegistered,
    AccountReinstated,
    AccountSuspended,
    EmailVerified,
    IdentityLinked,
    IdentityUnlinked,
    PasswordChanged,
    PasswordResetRequested,
    RefreshTokenIssued,
    RefreshTokenRevoked,
    RegistrationAttempted,
    RegistrationLapsed,
    RoleGranted,
    RoleWithdrawn,
    SubjectErased,
    TokenIssued,
    TokenRevoked,
    TotpDisabled,
    TotpEnabled,
    VerificationRequested,
)

Event = (
    AccountRegistered
    | VerificationRequested
    | EmailVerified
    | RegistrationLapsed
    | RegistrationAttempted
    | PasswordResetRequested
    | PasswordChanged
    | TotpEnabled
    | TotpDisabled
    | IdentityLinked
    | IdentityUnlinked
    | TokenIssued
    | TokenRevoked
    | RefreshTokenIssued
    | RefreshTokenRevoked
    | RoleGranted
    | RoleWithdrawn
    | AccountSuspended
    | AccountReinstated
    | SubjectErased
)


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Gone:
    """Lapsed before it was verified, or erased: nothing happens here any more."""


@dataclass(frozen=True)
class Linked:
    key: str
    at: datetime


@dataclass(frozen=True)
class Account:
    account: str
    email: str | Erased
    name: str | Erased
    email_key: str
    verified: bool = False
    suspended: bool = False
    passwords: int = 0  # how often the password was changed
    second_factor: bool = False
    identities: Mapping[str, Linked] = field(default_factory=dict)  # by issuer
    roles: frozenset[str] = frozenset()
    tokens: Mapping[str, Token] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()
    refreshes: Refreshes = field(default_factory=Refreshes)
    last_letter: datetime | None = None
    last_warning: datetime | None = None


State = Absent | Gone | Account


def evolve(state: State, event: Event) -> State:
    match state, event:
        case _, AccountRegistered(account, email, name, email_key):
            return Account(account, email, name, email_key)
        case _, RegistrationLapsed() | SubjectErased():
            return Gone()
        case Account(), _:
            return _changed(state, event)
        case _:
            return state


def _changed(state: Account, event: Event) -> Account:
    match event:
        case EmailVerified():
            return replace(state, verified=True)
        case VerificationRequested(at=at) | PasswordResetRequested(at=at):
            return replace(state, last_letter=at)
        case RegistrationAttempted(at=at):
            return replace(state, last_warning=at)
        case PasswordChanged():
            return replace(state, passwords=state.passwords + 1)
        case TotpEnabled() | TotpDisabled():
            return replace(state, second_factor=isinstance(event, TotpEnabled))
        case IdentityLinked() | IdentityUnlinked():
            return replace(state, identities=_identities(state, event))
        case TokenIssued() | TokenRevoked():
            return _tokens(state, event)
        case RefreshTokenIssued() | RefreshTokenRevoked():
            return replace(state, refreshes=state.refreshes.after(event))
        case RoleGranted(role=role):
            return replace(state, roles=state.roles | {role})
        case RoleWithdrawn(role=role):
            return replace(state, roles=state.roles - {role})
        case AccountSuspended() | AccountReinstated():
            return replace(state, suspended=isinstance(event, AccountSuspended))
        case _:
            return state


def _identities(state: Account, event: IdentityLinked | IdentityUnlinked) -> Mapping[str, Linked]:
    if isinstance(event, IdentityLinked):
        return {**state.identities, event.issuer: Linked(event.identity_key, event.at)}
    return {issuer: kept for issuer, kept in state.identities.items() if issuer != event.issuer}


def _tokens(state: Account, event: TokenIssued | TokenRevoked) -> Account:
    if isinstance(event, TokenIssued):
        issued = Token(event.scopes, event.expires, event.networks)
        return replace(state, tokens={**state.tokens, event.token: issued})
    left = {name: kept for name, kept in state.tokens.items() if name != event.token}
    refreshes = state.refreshes.without_those_of(event.token)
    return replace(state, tokens=left, revoked=state.revoked | {event.token}, refreshes=refreshes)
