"""Identity as a service: one command or one query a method."""

import secrets
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from nameko.rpc import rpc

from eventlog.amqp import Clock, EventLog, Logged, Provided, at_start, deadline, effect
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.effects import Effect
from eventlog.log import Executed
from eventlog.refusal import Conflicting, Forbidden, Missing, Refused
from eventlog.schema import Erased
from services.identity import policies, private
from services.identity.adapters.argon2_passwords import Argon2Passwords
from services.identity.adapters.key_store import SqlKeyStore, address_of
from services.identity.adapters.mail_folder import FolderMailer
from services.identity.adapters.mail_smtp import SmtpMailer
from services.identity.deciders import account as deciding
from services.identity.deciders import reading
from services.identity.deciders import subject as erasing
from services.identity.deciders.account_state import Absent, Account
from services.identity.deciders.tokens import IssueToken
from services.identity.ports import KeyStore, Mail, Mailer, Passwords
from services.identity.private import Link
from services.identity.settings import Settings
from vocabulary.access_token import RANDOM_BYTES, AccessToken
from vocabulary.email_address import EmailAddress

ALIKE = 0.3  # seconds: longer than any of the ways that a method of this kind goes
METHOD = TypeVar("METHOD", bound=Callable[..., Any])

Answer = dict[str, Any]
Told = dict[str, Any]  # Context.dump()


def settings_of(config: Any) -> Settings:
    return Settings.load(config["CHANDLERY"])


def mailer_of(config: Any) -> Mailer:
    way = settings_of(config).mail
    return FolderMailer(Path(way.removeprefix("file:"))) if way.startswith("file:") else SmtpMailer(way)


def key_store_of(config: Any) -> KeyStore:
    return SqlKeyStore(address_of(config["EVENTLOG"]))


def passwords_of(config: Any) -> Passwords:
    return Argon2Passwords()


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


class Identity(Logged):
    name = "identity"
    log = EventLog(policies=policies.effects)
    clock = Clock()
    settings = Provided(settings_of)
    secret = Provided(lambda config: bytes.fromhex(config["EVENTLOG"]["secret"]))
    keys = Provided(key_store_of)
    passwords = Provided(passwords_of)
    nobodys_password = Provided(lambda config: passwords_of(config).hash(secrets.token_urlsafe()))
    mailer = Provided(mailer_of)

    # registering

    @rpc(expected_exceptions=Refused)
    @alike
    def register(self, email: str, name: str, password: str, context: Told) -> Answer:
        """Answers the same, and as fast, where the address has an account already: then its owner gets a letter."""
        by = Context.load(context)
        address = self._asked_for(email, by)
        hashed = self.passwords.hash(private.checked_password(password))
        command = deciding.Register(by.new_id(address.normalised), str(address), name, self._key(address))
        executed = self._opened(command, hashed, by) or self._anew(command, hashed, by)
        return {"id": command.account, "email": str(address), "verified": False, "position": executed.position}

    def _opened(self, command: deciding.Register, hashed: str, by: Context) -> Executed | None:
        try:
            beside = private.keep_password(command.account, hashed)
            opened: Executed = self.log.execute(deciding.account, command.account, command, by, beside=beside)
        except Conflicting as taken:
            if taken.code != "email-taken":
                raise
            return None
        return opened

    def _anew(self, command: deciding.Register, hashed: str, by: Context) -> Executed:
        """A registration that nobody verified gives way, so that a stranger cannot squat on an address."""
        holder = self._holder(command.email_key)
        lapse = replace(by, command_id=by.new_id("lapse"))
        if holder and self.log.execute(deciding.account, holder, deciding.LapseRegistration(), lapse).events:
            opened = self._opened(command, hashed, by)
            if opened:
                return opened
        holder = self._holder(command.email_key)
        if not holder:
            raise Conflicting("try-again")
        noted: Executed = self.log.execute(deciding.account, holder, deciding.NoteRegistrationAttempt(), by)
        return noted

    @rpc(expected_exceptions=Refused)
    @alike
    def resend_verification(self, email: str, context: Told) -> Answer:
        return self._letter(email, deciding.ResendVerification(), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def verify_email(self, token: str, context: Told) -> Answer:
        link, by = self._link(policies.VERIFY, token, Context.load(context))
        executed = self.log.execute(deciding.account, link.account, deciding.VerifyEmail(), by)
        return {"account": link.account, "position": executed.position}

    # passwords

    @rpc(expected_exceptions=Refused)
    def authenticate(self, email: str, password: str, address: str) -> Answer:
        """Refused as `wrong-credentials` in the same time whether the password is wrong or nobody has the address."""
        key = self._key_of_text(email)
        holder = self._holder(key)
        self._judge(holder, key, password, address)
        state = self.log.fold(deciding.account, holder)
        if not isinstance(state, Account):
            raise Forbidden("wrong-credentials")
        if state.suspended:
            raise Forbidden("account-suspended")
        if not state.verified:
            raise Forbidden("email-not-verified")
        return {"account": holder}

    @rpc(expected_exceptions=Refused)
    @alike
    def request_password_reset(self, email: str, context: Told) -> Answer:
        return self._letter(email, deciding.RequestPasswordReset(), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def reset_password(self, token: str, password: str, context: Told) -> Answer:
        link, by = self._link(policies.RESET, token, Context.load(context))
        return self._new_password(link.account, deciding.ResetPassword(link.passwords), password, by)

    @rpc(expected_exceptions=Refused)
    def change_password(self, account: str, password: str, new_password: str, address: str, context: Told) -> Answer:
        state = self._known(account)
        self._judge(account, state.email_key, password, address)
        return self._new_password(account, deciding.ChangePassword(), new_password, Context.load(context))

    def _new_password(self, account: str, command: deciding.Command, password: str, by: Context) -> Answer:
        hashed = self.passwords.hash(private.checked_password(password))
        beside = private.keep_password(account, hashed)
        executed = self.log.execute(deciding.account, account, command, by, beside=beside)
        return {"account": account, "position": executed.position}

    # tokens

    @rpc(expected_exceptions=Refused)
    def issue_token(
        self,
        account: str,
        label: str,
        scopes: Sequence[str],
        expires: str | None,
        networks: Sequence[str],
        context: Told,
        made_with: str = "",
    ) -> Answer:
        """`token` is None where the command was carried out before: it was shown then, and is kept nowhere."""
        by, made = Context.load(context), AccessToken.make(secrets.token_bytes(RANDOM_BYTES))
        command = IssueToken(
            token=by.new_id("token"),
            label=label,
            scopes=tuple(scopes),
            expires=reading.moment(expires),
            networks=tuple(networks),
            sha256=made.sha256,
            last_four=made.last_four,
            made_with=made_with,
        )
        asked = repr(replace(command, sha256="", last_four=""))  # the same each time, where the token is a new one
        by = replace(by, fingerprint=by.fingerprint or asked)
        executed = self.log.execute(deciding.account, account, command, by)
        shown = None if executed.repeated else made.text
        return {"id": command.token, "token": shown, "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def revoke_token(self, account: str, token: str, context: Told, made_with: str = "") -> Answer:
        return self._do(account, deciding.RevokeToken(token, made_with), context)

    # staff

    @rpc(expected_exceptions=Refused)
    def grant_role(self, account: str, role: str, context: Told) -> Answer:
        return self._do(account, deciding.GrantRole(role), context)

    @rpc(expected_exceptions=Refused)
    def withdraw_role(self, account: str, role: str, context: Told) -> Answer:
        return self._do(account, deciding.WithdrawRole(role), context)

    @rpc(expected_exceptions=Refused)
    def suspend(self, account: str, reason: str, context: Told) -> Answer:
        return self._do(account, deciding.Suspend(reason), context)

    @rpc(expected_exceptions=Refused)
    def reinstate(self, account: str, context: Told) -> Answer:
        return self._do(account, deciding.Reinstate(), context)

    @rpc(expected_exceptions=Refused)
    def erase(self, subject: str, context: Told) -> Answer:
        """Destroys the subject's key, so that its personal fields are unreadable everywhere, backups included."""
        if isinstance(self.log.fold(deciding.account, subject), Absent):
            executed = self.log.execute(erasing.subject, subject, erasing.EraseSubject(subject), Context.load(context))
        else:
            executed = self.log.execute(deciding.account, subject, deciding.EraseAccount(), Context.load(context))
        self._forget(subject)  # at once; the outbox does it again where we die before this line
        return {"position": executed.position}

    # questions

    @rpc(expected_exceptions=Refused)
    def profile(self, account: str) -> Answer:
        state = self._known(account)
        return {"id": account, "email": str(state.email), "name": str(state.name)}

    @rpc
    def account_of(self, email: str) -> str | None:
        return self._holder(self._key_of_text(email)) or None

    @rpc
    def keys_of(self, subjects: Sequence[str], create: bool) -> dict[str, str | None]:
        keys = self.keys.of(subjects, create=create)
        return {each: None if key is None else b64encode(key).decode() for each, key in keys.items()}

    # what is due, and what happens outside

    @deadline
    def fire(self, due: Fired) -> None:
        self.log.execute(deciding.account, due.subject, policies.when_due(due), due.cause())

    @effect("mail")
    def send(self, effect: Effect) -> None:
        """Nothing is sent to who is gone meanwhile; a letter sent twice has one Message-ID."""
        told = {name: str(value) for name, value in effect.arguments.items()}
        state = self.log.fold(deciding.account, told["account"])
        if not isinstance(state, Account) or isinstance(state.email, Erased):
            return
        if told["letter"] == policies.VERIFY and state.verified:
            return
        link = Link(told["letter"], state.account, state.passwords, datetime.fromisoformat(told["until"]))
        words = policies.letter(told["letter"], self.settings.url, link.sign(self.secret))
        at = datetime.fromisoformat(told["at"])
        self.mailer.send(Mail(effect.key, self.settings.sender, state.email, words.subject, words.text, at))

    @effect("forget")
    def forget(self, effect: Effect) -> None:
        self._forget(str(effect.arguments["subject"]))

    def _forget(self, subject: str) -> None:
        self.keys.destroy(subject)
        with self.log.begin() as db:
            for statement in private.forget_password(subject):
                db.execute(statement)

    # the start

    @at_start
    def prepare(self) -> None:
        with self.log.begin() as db:
            private.prepare(db)
        if self.settings.admin_email:
            self._make_first_operator(EmailAddress.parse(self.settings.admin_email))

    def _make_first_operator(self, address: EmailAddress) -> None:
        """The one account that nobody had to grant its role; made on an empty store, and finished after a crash."""
        by = Context("first-operator", policies.FIRST_OPERATOR, self.clock.now(), frozenset({"operator"}))
        first = by.new_id(address.normalised)
        if isinstance(self.log.fold(deciding.account, first), Absent) and self.log.head():
            return
        beside = private.keep_password(first, self.passwords.hash(self.settings.admin_password))
        for command in policies.first_operator(first, str(address), self._key(address)):
            own = replace(by, command_id=by.new_id(type(command).__name__), actor=first)
            self.log.execute(deciding.account, first, command, own, beside=beside)
            beside = []

    # what several methods need

    def _do(self, account: str, command: deciding.Command, context: Told) -> Answer:
        return {"position": self.log.execute(deciding.account, account, command, Context.load(context)).position}

    def _letter(self, email: str, command: deciding.Command, by: Context) -> Answer:
        """Says nothing of whether anybody has the address."""
        holder = self._holder(self._key(self._asked_for(email, by)))
        if not holder:
            return {"position": ""}
        return {"position": self.log.execute(deciding.account, holder, command, by).position}

    def _asked_for(self, email: str, by: Context) -> EmailAddress:
        """Where a letter is to go; refused where too many were asked for, whether anybody has the address or not."""
        address = reading.address(email)
        counted = {"letters": self._key(address), "asker": by.actor}
        with self.log.begin() as db:
            private.check_tries(db, counted, self.clock.now(), "too-many-requests")
            private.count_tries(db, counted, self.clock.now())
        return address

    def _link(self, purpose: str, token: str, by: Context) -> tuple[Link, Context]:
        """Who follows the link acts for the account that it was sent to."""
        link = Link.read(purpose, token, self.secret, by.at)
        return link, replace(by, actor=link.account)

    def _judge(self, account: str, key: str, password: str, address: str) -> None:
        """The password, unless too many were wrong; an account that is not there is judged like any other."""
        tried = {"account": key, "address": private.counted_as(address)}
        with private.turn(key):
            with self.log.reading() as db:
                private.check_tries(db, tried, self.clock.now())
                kept, failed = private.password_of(db, account), private.has_failed(db, key)
            if not self.passwords.matches(private.cut(password), kept or self.nobodys_password) or kept is None:
                with self.log.begin() as db:
                    private.count_tries(db, tried, self.clock.now())
                raise Forbidden("wrong-credentials")
            if failed:
                with self.log.begin() as db:
                    private.forget_failures(db, key)

    def _known(self, account: str) -> Account:
        state = self.log.fold(deciding.account, account)
        if not isinstance(state, Account):
            raise Missing("account-unknown")
        return state

    def _holder(self, key: str) -> str:
        """The account that has this address; empty where none has."""
        return (self.log.holder_of(deciding.email_stream(key)) or "").removeprefix("account-")

    def _key(self, address: EmailAddress) -> str:
        return private.key_of(address.normalised, self.secret)

    def _key_of_text(self, email: str) -> str:
        """For what was typed at a sign-in: what cannot be an address is one that nobody has."""
        try:
            return self._key(EmailAddress.parse(email))
        except ValueError:
            return private.key_of(f"no address: {email}", self.secret)
