"""Signing in with a password, and where it is asked for a second proof; and setting another password."""

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Refused
from services.identity import policies, private
from services.identity.deciders import account as deciding
from services.identity.deciders.account_state import Account, State
from services.identity.service.accounts import Accounts
from services.identity.service.desk import Answer, Told, alike
from services.identity.service.second_factors import SecondFactors


class Passwords(Accounts, SecondFactors):
    @rpc(expected_exceptions=Refused)
    def authenticate(self, email: str, password: str, address: str, code: str = "") -> Answer:
        """Refused as `wrong-credentials` in the same time whether the password is wrong or nobody has the address.

        `code` is the second proof, asked for as `second-factor-needed` of who has turned that on.
        """
        state = self._by_password(email, password, address)
        if state.second_factor:
            if not code:
                raise Forbidden("second-factor-needed")
            self._prove(state.account, state, code, address)
        return {"account": state.account}

    @rpc(expected_exceptions=Refused)
    def begin_sign_in(self, email: str, password: str, address: str) -> Answer:
        """`{account, second_factor}`: with the latter, nobody is signed in until `finish_sign_in`."""
        state = self._by_password(email, password, address)
        return {"account": state.account, "second_factor": state.second_factor}

    @rpc(expected_exceptions=Refused)
    def finish_sign_in(self, account: str, code: str, address: str) -> Answer:
        """By who has shown the password before, as the caller vouches."""
        state = self._open(self.log.fold(deciding.account, account))
        if state.second_factor:
            self._prove(account, state, code, address)
        return {"account": account}

    def _by_password(self, email: str, password: str, address: str) -> Account:
        key = self._key_of_text(email)
        holder = self._holder(key)
        self._judge(holder, key, password, address)
        return self._open(self.log.fold(deciding.account, holder))

    def _open(self, state: State) -> Account:
        """The account, where its owner may sign in to it."""
        if not isinstance(state, Account):
            raise Forbidden("wrong-credentials")
        if state.suspended:
            raise Forbidden("account-suspended")
        if not state.verified:
            raise Forbidden("email-not-verified")
        return state

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
