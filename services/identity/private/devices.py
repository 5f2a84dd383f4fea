"""Devices that ask to be let in (RFC 8628): their codes, how often they may ask, and what becomes of each."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import Column, Connection, Executable, delete, insert, select, update

from eventlog.refusal import Missing
from services.identity.private import asking_devices as table

LIFE = timedelta(minutes=15)
INTERVAL = 5  # seconds; as many more each time that a device does not wait (RFC 8628, section 3.5)
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so that they spell nothing, and nothing that looks like a digit
GROUP, GROUPS = 4, 2
_CODE = re.compile(f"[{LETTERS}]{{{GROUP * GROUPS}}}")


@dataclass(frozen=True)
class Device:
    """`device_code` and `user_code` are what recognises the codes, and tells nobody what they are."""

    device_code: str
    user_code: str
    name: str
    scopes: tuple[str, ...]
    address: str
    until: datetime
    interval: int = INTERVAL
    polled: datetime | None = None
    state: str = "waiting"
    account: str = ""
    expires: datetime | None = None


class Poll(Enum):
    """What a device is told that asks whether it was let in: the codes of RFC 8628, section 3.5."""

    ALLOWED = "allowed"
    PENDING = "authorization-pending"
    SLOW_DOWN = "slow-down"
    DENIED = "access-denied"
    EXPIRED = "device-code-expired"


def polled(device: Device, at: datetime) -> tuple[Device, Poll]:
    """What it is told, and how it stands after that."""
    if at >= device.until:
        return device, Poll.EXPIRED
    early = device.polled is not None and at < device.polled + timedelta(seconds=device.interval)
    later = replace(device, polled=at, interval=device.interval + INTERVAL if early else device.interval)
    if early:
        return later, Poll.SLOW_DOWN
    if device.state == "waiting":
        return later, Poll.PENDING
    return later, Poll.ALLOWED if device.state == "allowed" else Poll.DENIED


def answered(device: Device, state: str, account: str, expires: datetime | None, at: datetime) -> Device:
    """Allowed or denied by somebody; raises Missing where it was answered before, or is over."""
    if (device.state, device.account) == (state, account):
        return device
    if device.state != "waiting" or at >= device.until:
        raise Missing("device-code-unknown")
    return replace(device, state=state, account=account, expires=expires)


def user_code(random: Sequence[int]) -> str:
    """`WDJB-MJHT`, of one number below 20 for each letter."""
    letters = [LETTERS[number] for number in random[: GROUP * GROUPS]]
    return "-".join("".join(letters[at : at + GROUP]) for at in range(0, GROUP * GROUPS, GROUP))


def typed(text: str) -> str:
    """A user code as it was shown, whatever stands between its letters; empty where it can be none."""
    letters = "".join(re.findall("[A-Z]", text[:60].upper()))
    return f"{letters[:GROUP]}-{letters[GROUP:]}" if _CODE.fullmatch(letters) else ""


def recognised(purpose: str, code: str, secret: bytes) -> str:
    return hmac.digest(secret, f"{purpose}\0{code}".encode(errors="replace"), "sha256").hex()


def keep(db: Connection, device: Device, at: datetime) -> None:
    """Those that are over go."""
    db.execute(delete(table).where(table.c.until < at))
    db.execute(insert(table).values(**vars(device) | {"scopes": " ".join(device.scopes)}))


def note_poll(db: Connection, device: Device) -> None:
    told = update(table).where(table.c.device_code == device.device_code)
    db.execute(told.values(interval=device.interval, polled=device.polled))


def answer(db: Connection, device: Device) -> bool:
    """Whether it took: of two people who answer at once, one does."""
    before = (table.c.state == "waiting") | (table.c.account == device.account)
    told = update(table).where(table.c.device_code == device.device_code, before)
    answers = {"state": device.state, "account": device.account, "expires": device.expires}
    return bool(db.execute(told.values(**answers)).rowcount)


def by_device_code(db: Connection, recognised: str) -> Device | None:
    return _one(db, table.c.device_code, recognised)


def by_user_code(db: Connection, recognised: str) -> Device | None:
    return _one(db, table.c.user_code, recognised)


def forget(device: Device) -> Executable:
    return delete(table).where(table.c.device_code == device.device_code)


def forget_all(account: str) -> list[Executable]:
    return [delete(table).where(table.c.account == account)]


def _one(db: Connection, column: Column[str], value: str) -> Device | None:
    row = db.execute(select(table).where(column == value)).first()
    return None if row is None else Device(**{**row._mapping, "scopes": tuple(row.scopes.split())})
