"""What must never be an event: password hashes, failed sign-ins, and the secret links in letters."""

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Executable,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from eventlog.refusal import Forbidden, Invalid, Missing
from eventlog.tables import Instant
from services.identity.settings import SHORTEST_PASSWORD

LONGEST_PASSWORD = 200  # argon2 would take more; a megabyte of password is an attack on memory
FREE_TRIES = {"account": 5, "address": 30, "letters": 5}
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)

metadata = MetaData()
passwords = Table(
    "passwords",
    metadata,
    Column("account", Text, primary_key=True),
    Column("hash", Text, nullable=False),
)
# Tries since the last success, by account and by address; counted before the password is looked at, so that many
# guesses at once do not slip through. Letters that were asked for are counted by the address that they go to.
sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("what", Text, primary_key=True),  # account | address | letters
    Column("key", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("last", Instant, nullable=False),
)
Index("sign_in_tries_last", sign_in_tries.c.last)


def prepare(db: Connection) -> None:
    metadata.create_all(db)


def checked_password(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("password-too-short", f"a password has at least {SHORTEST_PASSWORD} characters")
    if len(password) > LONGEST_PASSWORD:
        raise Invalid("password-too-long", f"a password has at most {LONGEST_PASSWORD} characters")
    return password


def cut(password: str) -> str:
    """No longer than can be right, so that nobody makes us hash a megabyte."""
    return password[: LONGEST_PASSWORD + 1]


def key_of(address: str, secret: bytes) -> str:
    """What stands for an e-mail address where it must be found, and must not be read."""
    return hmac.digest(secret, b"email\0" + address.encode(errors="replace"), "sha256").hex()


def keep_password(account: str, hash: str) -> list[Executable]:
    """Statements for `execute(…, beside=…)`."""
    return [*forget_password(account), insert(passwords).values(account=account, hash=hash)]


def forget_password(account: str) -> list[Executable]:
    return [delete(passwords).where(passwords.c.account == account)]


def password_of(db: Connection, account: str) -> str | None:
    return db.scalar(select(passwords.c.hash).where(passwords.c.account == account))


def counted_as(address: str) -> str:
    """Whose tries these are: of IPv6 the network that one customer of a provider has, else every try is a new one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ip_network((found, 64), strict=False))


def note_try(db: Connection, tried: dict[str, str], at: datetime, too_many: str = "too-many-sign-ins") -> None:
    """Counts a try before it is judged; raises Forbidden where there were too many, however this one would end.

    `tried` names what it is counted for: an account and an address, say.
    """
    found = {what: _tries(db, what, key, at) for what, key in tried.items()}
    wait = max((_wait(what, tries, last, at) for what, (tries, last) in found.items()), default=timedelta())
    if wait > timedelta():
        raise Forbidden(too_many, f"try again in {int(wait.total_seconds()) + 1} seconds")
    db.execute(delete(sign_in_tries).where(sign_in_tries.c.last < at - FORGOTTEN_AFTER))
    db.execute(_one_more(db), [{"what": what, "key": key, "tries": 1, "last": at} for what, key in tried.items()])


def note_success(db: Connection, tried: dict[str, str]) -> None:
    """The account's failures are forgotten; of the address only this try, else one's own account would reset it."""
    db.execute(delete(sign_in_tries).where(_is("account", tried["account"])))
    own = _is("address", tried["address"])
    db.execute(update(sign_in_tries).where(own).values(tries=sign_in_tries.c.tries - 1))


def _is(what: str, key: str) -> ColumnElement[bool]:
    return (sign_in_tries.c.what == what) & (sign_in_tries.c.key == key)


def _one_more(db: Connection) -> Executable:
    counted = (postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert)(sign_in_tries)
    more = {"tries": sign_in_tries.c.tries + 1, "last": counted.excluded.last}
    return counted.on_conflict_do_update(index_elements=["what", "key"], set_=more)


def _tries(db: Connection, what: str, key: str, at: datetime) -> tuple[int, datetime]:
    row = db.execute(select(sign_in_tries.c.tries, sign_in_tries.c.last).where(_is(what, key))).first()
    return (0, at) if row is None or at - row.last > FORGOTTEN_AFTER else (row.tries, row.last)


def _wait(what: str, tries: int, last: datetime, at: datetime) -> timedelta:
    """Doubles with each failure over the free ones: 2, 4, 8 … seconds after the last."""
    over = tries - FREE_TRIES[what] + 1
    if over <= 0:
        return timedelta()
    return last + min(LONGEST_WAIT, timedelta(seconds=2 ** min(over, 10))) - at


@dataclass(frozen=True)
class Link:
    """The secret end of a link in a letter: kept nowhere, and good for one purpose, one account, one state of it.

    `passwords` is how often the account's password had been changed: a link for a reset dies with its use.
    """

    purpose: str
    account: str
    passwords: int
    until: datetime

    def sign(self, secret: bytes) -> str:
        told = _LINK.pack(UUID(self.account).bytes, int(self.until.timestamp()), self.passwords)
        return base64.urlsafe_b64encode(told + _mac(secret, self.purpose, told)).decode().rstrip("=")

    @classmethod
    def read(cls, purpose: str, text: str, secret: bytes, at: datetime) -> "Link":
        """Raises Missing(link-expired) for anything but a link of ours for this purpose, in its time."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise Missing("link-expired") from None
        told, mac = raw[: _LINK.size], raw[_LINK.size :]
        if len(told) != _LINK.size or not hmac.compare_digest(mac, _mac(secret, purpose, told)):
            raise Missing("link-expired")
        account, until, changed = _LINK.unpack(told)
        if at.timestamp() >= until:
            raise Missing("link-expired")
        return cls(purpose, str(UUID(bytes=account)), changed, datetime.fromtimestamp(until, UTC))


_LINK = struct.Struct(">16sQI")


def _mac(secret: bytes, purpose: str, told: bytes) -> bytes:
    return hmac.digest(secret, purpose.encode() + b"\0" + told, "sha256")[:20]
