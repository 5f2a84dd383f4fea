"""Signing in by a provider's word: an account is opened with it, linked to it, and let go of it (OpenID Connect)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eventlog.refusal import Conflicting
from services.identity.deciders.account_state import Account
from services.identity.events import IdentityLinked, IdentityUnlinked


@dataclass(frozen=True)
class RegisterByIdentity:
    """By who the provider says they are, and whose address it has proven: no password, and no letter to follow."""

    account: str
    email: str
    name: str
    email_key: str
    issuer: str
    identity_key: str


@dataclass(frozen=True)
class LinkIdentity:
    """Its owner has signed in to the account, and to the provider."""

    issuer: str
    identity_key: str


@dataclass(frozen=True)
class UnlinkIdentity:
    """Its owner has shown the password, which signs them in from now on; or an operator ends it."""

    issuer: str


def linked(command: RegisterByIdentity, at: datetime) -> IdentityLinked:
    return IdentityLinked(command.account, command.issuer, command.identity_key, at)


def link(command: LinkIdentity, state: Account, at: datetime) -> Sequence[IdentityLinked]:
    kept = state.identities.get(command.issuer)
    if kept is None:
        return [IdentityLinked(state.account, command.issuer, command.identity_key, at)]
    if kept.key != command.identity_key:
        raise Conflicting("identity-linked")
    return []


def unlink(command: UnlinkIdentity, state: Account, at: datetime) -> Sequence[IdentityUnlinked]:
    linked = command.issuer in state.identities
    return [IdentityUnlinked(state.account, command.issuer, at)] if linked else []


def identity_stream(key: str) -> str:
    """What reserves the identity for one account."""
    return f"identity-{key}"
