"""Signing in where there is no browser (RFC 8628): a device asks, a person lets it in, and it gets a token once."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.recorded import instant
from eventlog.refusal import Forbidden, Missing, Refused
from services.identity import private
from services.identity.deciders import account as accounts
from services.identity.deciders import reading
from services.identity.deciders.tokens import IssueToken, check_known, check_scopes, checked_label
from services.identity.private import devices
from services.identity.private.devices import Device, Poll
from services.identity.service.desk import Answer, Desk, Told
from services.identity.service.tokens import by_what_was_asked
from vocabulary.access_token import RANDOM_BYTES, AccessToken

DEVICE_BYTES = 32


class Devices(Desk):
    @rpc(expected_exceptions=Refused)
    def start_device(self, name: str, scopes: Sequence[str], address: str, context: Told) -> Answer:
        """Both codes, told this once: another call is another device, whatever its command's id."""
        asked = tuple(sorted(set(scopes)))
        check_known(asked)
        now, code = self.clock.now(), secrets.token_urlsafe(DEVICE_BYTES)
        shown = devices.user_code([secrets.randbelow(len(devices.LETTERS)) for _ in range(devices.GROUP * 2)])
        tried, until = {"devices": private.counted_as(address)}, now + devices.LIFE
        known = (self._recognised("device", code), self._recognised("user", shown))
        device = Device(*known, checked_label(name), asked, address, until)
        with self.log.begin() as db:
            private.check_tries(db, tried, now, "too-many-requests")
            private.count_tries(db, tried, now)
            devices.keep(db, device, now)
        life = int(devices.LIFE.total_seconds())
        return {"device_code": code, "user_code": shown, "expires_in": life, "interval": devices.INTERVAL}

    @rpc(expected_exceptions=Refused)
    def device_asking(self, user_code: str, account: str) -> Answer:
        """What waits under this code, for who is to let it in: `{user_code, name, scopes, address, until}`."""
        device = self._guessed(user_code, account)
        told = {"name": device.name, "scopes": list(device.scopes), "address": device.address}
        return {"user_code": devices.typed(user_code), **told, "until": instant(device.until)}

    @rpc(expected_exceptions=Refused)
    def allow_device(self, user_code: str, account: str, expires: str | None, context: Told) -> Answer:
        """Its token will be the account's, and may be made only while that may have such a one."""
        by, state = Context.load(context), self._known(account)
        by.must_act_for(account)
        device, until = self._guessed(user_code, account), reading.moment(expires)
        check_scopes(device.scopes, state.roles)
        return self._answer(devices.answered(device, "allowed", account, until, self.clock.now()))

    @rpc(expected_exceptions=Refused)
    def deny_device(self, user_code: str, account: str, context: Told) -> Answer:
        Context.load(context).must_act_for(account)
        device = self._guessed(user_code, account)
        return self._answer(devices.answered(device, "denied", account, None, self.clock.now()))

    @rpc(expected_exceptions=Refused)
    def take_device_token(self, device_code: str, context: Told) -> Answer:
        """`{id, token, email}`, once it was let in, and once; refused with the codes of RFC 8628 until then."""
        now, known = self.clock.now(), self._recognised("device", device_code)
        with self.log.begin() as db:
            device = devices.by_device_code(db, known)
            if device is not None:
                device, told = devices.polled(device, now)
                devices.note_poll(db, device)
        if device is None or told is Poll.EXPIRED:
            raise Forbidden(Poll.EXPIRED.value)
        if told is not Poll.ALLOWED:
            raise Forbidden(told.value, f"ask again after {device.interval} seconds")
        return self._handed_out(device, Context.load(context))

    def _handed_out(self, device: Device, context: Context) -> Answer:
        """By a command that is the device's own: of two who ask at once, one gets it."""
        owner, made = self._known(device.account), AccessToken.make(secrets.token_bytes(RANDOM_BYTES))
        own = replace(context, command_id=f"device {device.device_code}", actor=device.account, fingerprint="")
        by = replace(own, at=self.clock.now(), roles=frozenset())
        told: dict[str, Any] = {"label": device.name, "scopes": device.scopes, "expires": device.expires}
        token = by.new_id("token")
        command = IssueToken(token, **told, networks=(), sha256=made.sha256, last_four=made.last_four)
        asked = by_what_was_asked(by, command, self.secret)
        executed = self.log.execute(accounts.account, device.account, command, asked)
        with self.log.begin() as db:
            db.execute(devices.forget(device))
        if executed.repeated:
            raise Forbidden(Poll.EXPIRED.value)
        return {"id": token, "token": made.text, "email": str(owner.email), "position": executed.position}

    def _answer(self, device: Device) -> Answer:
        with self.log.begin() as db:
            if not devices.answer(db, device):
                raise Missing("device-code-unknown")
        return {"name": device.name, "state": device.state}

    def _guessed(self, user_code: str, account: str) -> Device:
        """What has this code; raises Missing where nothing has, and Forbidden where somebody tries too many."""
        tried, now, text = {"codes": account}, self.clock.now(), devices.typed(user_code)
        with self.log.begin() as db:
            private.check_tries(db, tried, now, "too-many-requests")
            device = devices.by_user_code(db, self._recognised("user", text)) if text else None
            mine = device is not None and now < device.until and device.account in ("", account)
            if not mine:
                private.count_tries(db, tried, now)
        if device is None or not mine:
            raise Missing("device-code-unknown")
        return device

    def _recognised(self, purpose: str, code: str) -> str:
        return devices.recognised(f"{purpose}-code", code, self.secret)
