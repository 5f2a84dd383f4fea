"""The second proof at a sign-in (RFC 6238): turned on by who has shown a code, asked for, and turned off."""

import secrets
from datetime import datetime

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing, Refused
from services.identity import private
from services.identity.deciders import account as deciding
from services.identity.deciders.account_state import Account
from services.identity.private import second_factor
from services.identity.service.desk import Answer, Desk, Told


class SecondFactors(Desk):
    @rpc(expected_exceptions=Refused)
    def second_factor(self, account: str) -> Answer:
        """`{on, recovery_codes}`: how many of those are left."""
        state = self._known(account)
        with self.log.reading() as db:
            return {"on": state.second_factor, "recovery_codes": second_factor.recovery_codes_left(db, account)}

    @rpc(expected_exceptions=Refused)
    def begin_totp(self, account: str, context: Told) -> Answer:
        """`{secret, address}`, told this once; another call makes another, and whoever asks has shown the password."""
        Context.load(context).must_act_for(account)
        state, secret = self._known(account), secrets.token_bytes(second_factor.SECRET_BYTES)
        if state.second_factor:
            raise Conflicting("second-factor-on")
        key = self.keys.of([account])[account]
        if key is None:
            raise Missing("account-unknown")
        with self.log.begin() as db:
            second_factor.ask(db, account, secret, key, self.clock.now())
        return {
            "secret": second_factor.readable(secret),
            "address": second_factor.address(secret, str(state.email)),
        }

    @rpc(expected_exceptions=Refused)
    def enable_totp(self, account: str, code: str, address: str, context: Told) -> Answer:
        """`recovery_codes` are told this once; None where it was on already."""
        by = Context.load(context)
        by.must_act_for(account)
        state = self._known(account)
        if state.second_factor:
            return {"recovery_codes": None, "position": f"identity:{self.log.head()}"}
        if not self._begun(account, by.at):
            raise Missing("second-factor-not-begun")
        if self._judged(state, code, address) is None:
            raise Invalid("second-factor-wrong")
        letters, size = second_factor.LETTERS, second_factor.GROUP * second_factor.GROUPS
        drawn = [[secrets.randbelow(len(letters)) for _ in range(size)] for _ in range(second_factor.RECOVERY_CODES)]
        codes = [second_factor.recovery_code(each) for each in drawn]
        known = [second_factor.recognised(code, account, self.secret) for code in codes]
        beside = second_factor.keep_recovery_codes(account, known)
        executed = self.log.execute(deciding.account, account, deciding.EnableTotp(), by, beside=beside)
        return {"recovery_codes": None if executed.repeated else codes, "position": executed.position}

    @rpc(expected_exceptions=Refused)
    def disable_totp(self, account: str, code: str, address: str, context: Told) -> Answer:
        by, state = Context.load(context), self._known(account)
        by.must_act_for(account)
        if state.second_factor:
            self._prove(account, state, code, address)
        return self._without(account, by)

    @rpc(expected_exceptions=Refused)
    def lift_second_factor(self, account: str, context: Told) -> Answer:
        """By an operator, for who lost their device and their recovery codes."""
        by = Context.load(context)
        by.must_have("operator")
        return self._without(account, by)

    def _begun(self, account: str, at: datetime) -> bool:
        with self.log.reading() as db:
            asked = second_factor.asked(db, account)
        return asked is not None and at <= asked + second_factor.LIFE

    def _without(self, account: str, by: Context) -> Answer:
        beside = second_factor.forget(account)
        executed = self.log.execute(deciding.account, account, deciding.DisableTotp(), by, beside=beside)
        return {"account": account, "position": executed.position}

    def _prove(self, account: str, state: Account, code: str, address: str) -> None:
        """A code of the app, or a recovery code; refused where it is neither, or was used before."""
        if self._judged(state, code, address) is None:
            raise Forbidden("second-factor-wrong")

    def _judged(self, state: Account, code: str, address: str) -> int | None:
        """The step of a right code, which then counts no more; 0 for a recovery code; None for a wrong one.

        Guesses are counted by themselves: a right password, which its thief has, does not forget them. Of several at
        once each sees what the one before left.
        """
        account, key, now = state.account, self.keys.of([state.account])[state.account], self.clock.now()
        tried = {"second": state.email_key, "address": private.counted_as(address)}
        with self.log.begin() as db:
            factor = second_factor.held(db, account, key)
            private.check_tries(db, tried, now)
            step = second_factor.step_of(factor, code, now) if factor else None
            if step is not None:
                second_factor.take_step(db, account, step)
            elif second_factor.take_recovery_code(db, account, second_factor.recognised(code, account, self.secret)):
                step = 0
            if step is None:
                private.count_tries(db, tried, now)
            else:
                private.forget_failures(db, state.email_key, "second")
        return step
