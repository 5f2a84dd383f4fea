"""Opening an account and proving its address, who is staff, and who is shut out."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.log import Executed
from eventlog.refusal import Conflicting, Refused
from services.identity import policies, private
from services.identity.deciders import account as deciding
from services.identity.private.links import Link
from services.identity.service.desk import Answer, Desk, Told, alike


class Accounts(Desk):
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
        if self._lapsed(command.email_key, by):
            opened = self._opened(command, hashed, by)
            if opened:
                return opened
        holder = self._holder(command.email_key)
        if not holder:
            raise Conflicting("try-again")
        noted: Executed = self.log.execute(deciding.account, holder, deciding.NoteRegistrationAttempt(), by)
        return noted

    def _lapsed(self, email_key: str, by: Context) -> bool:
        """Whether who had the address had not proven it, and has it no more."""
        holder, lapse = self._holder(email_key), replace(by, command_id=by.new_id("lapse"))
        return bool(holder and self.log.execute(deciding.account, holder, deciding.LapseRegistration(), lapse).events)

    @rpc(expected_exceptions=Refused)
    @alike
    def resend_verification(self, email: str, context: Told) -> Answer:
        return self._letter(email, deciding.ResendVerification(), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def verify_email(self, token: str, context: Told) -> Answer:
        link, by = self._link(policies.VERIFY, token, Context.load(context))
        executed = self.log.execute(deciding.account, link.account, deciding.VerifyEmail(), by)
        return {"account": link.account, "position": executed.position}

    # staff

    @rpc(expected_exceptions=Refused)
    def grant_role(self, account: str, role: str, context: Told) -> Answer:
        return self._on_account(account, deciding.GrantRole(role), context)

    @rpc(expected_exceptions=Refused)
    def withdraw_role(self, account: str, role: str, context: Told) -> Answer:
        return self._on_account(account, deciding.WithdrawRole(role, self._operates(context)), context)

    @rpc(expected_exceptions=Refused)
    def suspend(self, account: str, reason: str, context: Told) -> Answer:
        return self._on_account(account, deciding.Suspend(reason, self._operates(context)), context)

    @rpc(expected_exceptions=Refused)
    def reinstate(self, account: str, context: Told) -> Answer:
        return self._on_account(account, deciding.Reinstate(), context)

    # questions

    @rpc(expected_exceptions=Refused)
    def profile(self, account: str) -> Answer:
        state = self._known(account)
        return {"id": account, "email": str(state.email), "name": str(state.name)}

    @rpc(expected_exceptions=Refused)
    def account_standing(self, account: str) -> Answer:
        """What an operator is told of an account: whose it is, whether it is shut out, and what signs in to it."""
        state = self._known(account)
        return {
            "id": account,
            "email": str(state.email),
            "name": str(state.name),
            "verified": state.verified,
            "suspended": state.suspended,
            "second_factor": state.second_factor,
            "sign_in_service": self.settings.provider in state.identities,
            "roles": sorted(state.roles),
            "tokens": len(state.tokens),
        }

    @rpc
    def account_of(self, email: str) -> str | None:
        return self._holder(self._key_of_text(email)) or None

    @rpc
    def keys_of(self, subjects: Sequence[str], create: bool) -> dict[str, str | None]:
        keys = self.keys.of(subjects, create=create)
        return {each: None if key is None else b64encode(key).decode() for each, key in keys.items()}

    # what several methods need

    def _operates(self, context: Told) -> bool:
        """Whether who asks is an operator by the log: of two who take each other's role, the second has none left."""
        actor = self._active(Context.load(context).actor)
        return actor is not None and "operator" in actor.roles

    def _letter(self, email: str, command: deciding.Command, by: Context) -> Answer:
        """Says nothing of whether anybody has the address."""
        holder = self._holder(self._key(self._asked_for(email, by)))
        if not holder:
            return {"position": ""}
        return {"position": self.log.execute(deciding.account, holder, command, by).position}

    def _link(self, purpose: str, token: str, by: Context) -> tuple[Link, Context]:
        """Who follows the link acts for the account that it was sent to."""
        link = self._followed(lambda secret: Link.read(purpose, token, secret, by.at))
        return link, replace(by, actor=link.account)
