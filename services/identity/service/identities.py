"""Signing in by a provider's word (OpenID Connect): begun, come back from, linked to an account, and let go of."""

from dataclasses import replace

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.log import Executed
from eventlog.refusal import Conflicting, Forbidden, Missing, Refused
from services.identity import private
from services.identity.deciders import account as deciding
from services.identity.deciders import linking
from services.identity.deciders.linking import LinkIdentity, RegisterByIdentity, UnlinkIdentity
from services.identity.ports import Provider
from services.identity.service.desk import Answer, Told
from services.identity.service.passwords import Passwords
from vocabulary.email_address import EmailAddress


class Identities(Passwords):
    @rpc(expected_exceptions=Refused)
    def begin_at_provider(self, redirect: str) -> Answer:
        """`{address, state, nonce, verifier}`: where to send them, and what to keep until they come back."""
        return dict(self._at_provider().ask(redirect)._asdict())

    @rpc(expected_exceptions=Refused)
    def identify_at_provider(self, code: str, nonce: str, verifier: str, redirect: str) -> Answer:
        """`{issuer, key, email, proven, name}` of who came back with this code; `key` recognises them."""
        known = self._at_provider().identify(code, nonce, verifier, redirect)
        told = {"issuer": known.issuer, "email": known.email, "proven": known.proven, "name": known.name}
        return {**told, "key": private.identity_key(known.issuer, known.subject, self.secret)}

    @rpc(expected_exceptions=Refused)
    def sign_in_by_identity(self, identified: Answer, context: Told) -> Answer:
        """`{account, second_factor, position}`; an account is opened for who has none.

        Whoever has one with their address is refused as `address-has-account`: its password is shown once, and then it
        is linked, for another provider's word of an address must not open what is there.
        """
        by = Context.load(context)
        holder = self._linked(identified["key"])
        executed = None if holder else self._opened_by(identified, by)
        state = self._open(self.log.fold(deciding.account, holder or self._linked(identified["key"])))
        position = executed.position if executed else ""
        return {"account": state.account, "second_factor": state.second_factor, "position": position}

    @rpc(expected_exceptions=Refused)
    def link_identity(self, account: str, identified: Answer, context: Told) -> Answer:
        """By who is signed in to the account, and came back from the provider, as the caller vouches."""
        by = replace(Context.load(context), actor=account)
        command = LinkIdentity(identified["issuer"], identified["key"])
        return {"account": account, "position": self.log.execute(deciding.account, account, command, by).position}

    @rpc(expected_exceptions=Refused)
    def unlink_identity(self, account: str, context: Told) -> Answer:
        """By its owner, who has shown the password, as the caller vouches; or by an operator."""
        by, command = Context.load(context), UnlinkIdentity(self.settings.provider)
        return {"account": account, "position": self.log.execute(deciding.account, account, command, by).position}

    @rpc(expected_exceptions=Refused)
    def identity(self, account: str) -> Answer:
        """`{linked, password}`: whether the provider's word signs in to it, and whether a password does."""
        state = self._known(account)
        with self.log.reading() as db:
            has_password = private.password_of(db, account) is not None
        return {"linked": self.settings.provider in state.identities, "password": has_password}

    def _at_provider(self) -> Provider:
        if self.provider is None:
            raise Missing("no-sign-in-service")
        return self.provider

    def _linked(self, key: str) -> str:
        """The account that this identity opens; empty where it opens none."""
        return (self.log.holder_of(linking.identity_stream(key)) or "").removeprefix("account-")

    def _opened_by(self, identified: Answer, by: Context) -> Executed:
        if not (identified["email"] and identified["proven"]):
            raise Forbidden("address-not-proven")
        address = self._address(identified["email"])
        account, key = by.new_id(identified["key"]), self._key(address)
        name = _fit(identified["name"]) or _fit(str(address).partition("@")[0])
        command = RegisterByIdentity(account, str(address), name, key, identified["issuer"], identified["key"])
        own = replace(by, actor=account)
        try:
            opened: Executed = self.log.execute(deciding.account, account, command, own)
        except Conflicting as taken:
            if taken.code != "email-taken":
                raise
            if not self._lapsed(key, by):
                raise Conflicting("address-has-account") from taken
            opened = self.log.execute(deciding.account, account, command, own)
        return opened

    def _address(self, email: str) -> EmailAddress:
        try:
            return EmailAddress.parse(email)
        except ValueError as unfit:
            raise Forbidden("address-not-proven", str(unfit)) from unfit


def _fit(name: str) -> str:
    """As much of it as a name may be."""
    return "".join(letter for letter in name if letter.isprintable()).strip()[: deciding.LONGEST_NAME].strip()
