"""What must never be an event: password hashes, failed sign-ins, kept searches; secret links are kept nowhere."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from eventlet.semaphore import Semaphore
from sqlalchemy import (
    BigInteger,
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
)
from sqlalchemy.dialects import postgresql, sqlite

from eventlog.migrations import Migrations
from eventlog.refusal import Forbidden, Invalid
from eventlog.tables import Instant
from services.identity.migrations import PRIVATE
from services.identity.settings import SHORTEST_PASSWORD

LONGEST_PASSWORD = 200  # argon2 would take more; a megabyte of password is an attack on memory
# An asker, all of an office behind one address perhaps, may ask for many letters, but not for a flood of them.
FREE_TRIES = {"account": 5, "address": 30, "letters": 5, "asker": 1000, "devices": 100, "codes": 10, "second": 5}
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)

Tried = Mapping[str, str]

metadata = MetaData()
passwords = Table(
    "passwords",
    metadata,
    Column("account", Text, primary_key=True),
    Column("hash", Text, nullable=False),
)
# Failed sign-ins since the last success, by account and by address; letters, by where they go and who asks.
sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("what", Text, primary_key=True),  # account | address | letters | asker | devices | codes | second
    Column("key", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("last", Instant, nullable=False),
)
saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("sealed", Text, nullable=False),  # name and question, under the account's key
    Column("saved", Instant, nullable=False),
    Index("saved_searches_of", "account", "saved"),
)
Index("sign_in_tries_last", sign_in_tries.c.last)
# Devices that wait for somebody to let them in: of their codes only what recognises them, and all of it for minutes.
asking_devices = Table(
    "devices",
    metadata,
    Column("device_code", Text, primary_key=True),
    Column("user_code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # space separated
    Column("address", Text, nullable=False),  # where it asks from
    Column("until", Instant, nullable=False, index=True),
    Column("interval", Integer, nullable=False),  # seconds from one question to the next
    Column("polled", Instant),
    Column("state", Text, nullable=False),  # waiting | allowed | denied
    Column("account", Text, nullable=False),  # who allowed or denied it; empty: nobody yet
    Column("expires", Instant),  # of its token
)
# What makes the codes of who proves a sign-in twice, and what recognises the words for when that is lost.
second_factors = Table(
    "second_factors",
    metadata,
    Column("account", Text, primary_key=True),
    Column("sealed", Text, nullable=False),  # the secret, under the account's key
    Column("step", BigInteger, nullable=False),  # the newest that a code was taken of
    Column("asked", Instant, nullable=False),
)
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("account", Text, primary_key=True),
    Column("code", Text, primary_key=True),
)

MIGRATIONS = Migrations("private", PRIVATE, metadata)


def prepare(db: Connection) -> None:
    MIGRATIONS.prepare(db)


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


def identity_key(issuer: str, subject: str, secret: bytes) -> str:
    """What stands for who somebody is to a provider, where it must be found, and must not be read."""
    return hmac.digest(secret, f"identity\0{issuer}\0{subject}".encode(errors="replace"), "sha256").hex()


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


def turn(key: str) -> Semaphore:
    """Held while a password is judged: one at a time for an account, so that many guesses at once are counted.

    `key` is in hex; accounts that share a lock only wait for each other.
    """
    return _TURNS[int(key[:2], 16)]


_TURNS = tuple(Semaphore() for _ in range(256))  # of green threads: others go on while one waits for the disk


def check_tries(db: Connection, tried: Tried, at: datetime, too_many: str = "too-many-sign-ins") -> None:
    """Raises Forbidden where there were too many, however the next one would end.

    `tried` names what they are counted for: an account and an address, say.
    """
    waits = (_wait(what, *_tries(db, what, key, at), at) for what, key in tried.items())
    wait = max(waits, default=timedelta())
    if wait > timedelta():
        raise Forbidden(too_many, f"try again in {int(wait.total_seconds()) + 1} seconds")


def count_tries(db: Connection, tried: Tried, at: datetime) -> None:
    db.execute(delete(sign_in_tries).where(sign_in_tries.c.last < at - FORGOTTEN_AFTER))
    db.execute(_one_more(db), [{"what": what, "key": key, "tries": 1, "last": at} for what, key in tried.items()])


def has_failed(db: Connection, key: str) -> bool:
    return db.execute(select(sign_in_tries.c.tries).where(_is("account", key))).first() is not None


def forget_failures(db: Connection, key: str, what: str = "account") -> None:
    """Of the account; those of the address stay, else signing in to one's own account would reset it."""
    db.execute(delete(sign_in_tries).where(_is(what, key)))


def forget_tries(db: Connection, key: str) -> None:
    """Of who is erased: failed sign-ins to the account, and letters to its address."""
    db.execute(delete(sign_in_tries).where(_is("account", key) | _is("second", key) | _is("letters", key)))


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
