"""Signing in with a password, and setting another."""

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Refused
from services.identity import policies, private
from services.identity.deciders import account as deciding
from services.identity.deciders.account_state import Account
from services.identity.service.accounts import Accounts
from services.identity.service.desk import Answer, Told, alike


class Passwords(Accounts):
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
