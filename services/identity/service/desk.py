"""What every method of identity stands on: the log, the secrets, the post, and who has which address."""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar, cast

from eventlog.amqp import Clock, EventLog, Logged, Provided, ReadModels
from eventlog.decider import Context
from eventlog.refusal import Missing
from mailing.letter import Mailer
from mailing.mailers import mailer
from services.identity import policies, private
from services.identity.adapters.argon2_passwords import Argon2Passwords
from services.identity.adapters.key_store import SqlKeyStore, address_of
from services.identity.adapters.link_secrets import LinkSecrets
from services.identity.deciders import account as accounts
from services.identity.deciders import organization as organizations
from services.identity.deciders import reading
from services.identity.deciders.account_state import Account
from services.identity.deciders.organization_state import Organization
from services.identity.ports import KeyStore, Passwords, Provider
from services.identity.projections import memberships
from services.identity.settings import Settings
from vocabulary.email_address import EmailAddress

ALIKE = 0.3  # seconds: longer than any of the ways that a method of this kind goes
METHOD = TypeVar("METHOD", bound=Callable[..., Any])
LINK = TypeVar("LINK")

Answer = dict[str, Any]
Told = dict[str, Any]  # Context.dump()


def settings_of(config: Any) -> Settings:
    return Settings.load(config["CHANDLERY"])


def mailer_of(config: Any) -> Mailer:
    return mailer(settings_of(config).mail)


def key_store_of(config: Any) -> KeyStore:
    return SqlKeyStore(address_of(config["EVENTLOG"]))


def link_secrets_of(config: Any) -> LinkSecrets:
    return LinkSecrets(settings_of(config).data / "keys", bytes.fromhex(config["EVENTLOG"]["secret"]))


def passwords_of(config: Any) -> Passwords:
    return Argon2Passwords()


def provider_of(config: Any) -> Provider | None:
    told = settings_of(config)
    if not told.provider:
        return None
    from services.identity.adapters.provider import OpenIdConnect  # a tenth of this service's start

    return OpenIdConnect(told.provider, told.provider_client, told.provider_secret)


def alike(method: METHOD) -> METHOD:
    """What it did cannot be told from how long it took: whether an address has an account is nobody's business."""

    @wraps(method)
    def timed(*arguments: Any, **named: Any) -> Any:
        until = time.monotonic() + ALIKE
        try:
            return method(*arguments, **named)
        finally:
            time.sleep(max(0.0, until - time.monotonic()))

    return cast("METHOD", timed)


class Desk(Logged):
    log = EventLog(policies=policies.effects)
    views = ReadModels(memberships.projection)
    clock = Clock()
    settings = Provided(settings_of)
    secret = Provided(lambda config: bytes.fromhex(config["EVENTLOG"]["secret"]))
    links = Provided(link_secrets_of)
    keys = Provided(key_store_of)
    passwords = Provided(passwords_of)
    nobodys_password = Provided(lambda config: passwords_of(config).hash(secrets.token_urlsafe()))
    mailer = Provided(mailer_of)
    provider = Provided(provider_of)

    def _on_account(self, account: str, command: accounts.Command, context: Told) -> Answer:
        return {"position": self.log.execute(accounts.account, account, command, Context.load(context)).position}

    def _on_organization(self, slug: str, command: organizations.Command, by: Context) -> Answer:
        return {"position": self.log.execute(organizations.organization, slug, command, by).position}

    def _known(self, account: str) -> Account:
        state = self.log.fold(accounts.account, account)
        if not isinstance(state, Account):
            raise Missing("account-unknown")
        return state

    def _active(self, account: str) -> Account | None:
        """The account, where it has proven its address and is not shut out."""
        state = self.log.fold(accounts.account, account)
        return state if isinstance(state, Account) and state.verified and not state.suspended else None

    def _organization(self, slug: str) -> Organization:
        state = self.log.fold(organizations.organization, slug)
        if not isinstance(state, Organization):
            raise Missing("organization-unknown")
        return state

    def _check_letters(self, address: EmailAddress, by: Context) -> None:
        """Refused where too many letters were asked for, whether anybody has the address or not."""
        with self.log.reading() as db:
            private.check_tries(db, self._counted(address, by), self.clock.now(), "too-many-requests")

    def _count_letter(self, address: EmailAddress, by: Context) -> None:
        with self.log.begin() as db:
            private.count_tries(db, self._counted(address, by), self.clock.now())

    def _asked_for(self, email: str, by: Context) -> EmailAddress:
        """Where a letter is to go."""
        address = reading.address(email)
        self._check_letters(address, by)
        self._count_letter(address, by)
        return address

    def _counted(self, address: EmailAddress, by: Context) -> private.Tried:
        return {"letters": self._key(address), "asker": by.actor}

    def _followed(self, read: Callable[[bytes], LINK]) -> LINK:
        """What a link says by one of the secrets that count; raises what `read` does by the last of them."""
        *newer, last = self.links.counting()
        for secret in newer:
            with suppress(Missing):
                return read(secret)
        return read(last)

    def _holder(self, key: str) -> str:
        """The account that has this address; empty where none has."""
        return (self.log.holder_of(accounts.email_stream(key)) or "").removeprefix("account-")

    def _key(self, address: EmailAddress) -> str:
        return private.key_of(address.normalised, self.secret)

    def _key_of_text(self, email: str) -> str:
        """For what was typed at a sign-in: what cannot be an address is one that nobody has."""
        try:
            return self._key(EmailAddress.parse(email))
        except ValueError:
            return private.key_of(f"no address: {email}", self.secret)
