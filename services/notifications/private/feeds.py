"""The secret addresses of people's own feeds: kept is a fingerprint, by which whoever knows one finds its owner."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, Executable, delete, insert, select

from services.notifications.private.tables import feeds


def fingerprint(address: str) -> str:
    """SHA-256 in hexadecimal digits: the address is random and long, so nobody comes back from this to it."""
    return hashlib.sha256(address.encode()).hexdigest()


def renewed(account: str, address: str) -> Sequence[Executable]:
    """From then on the account's feed is at this address, and at none before."""
    return [*forgotten(account), insert(feeds).values(account=account, address=fingerprint(address))]


def forgotten(account: str) -> Sequence[Executable]:
    return [delete(feeds).where(feeds.c.account == account)]


def account_at(db: Connection, address: str) -> str:
    """Whose feed is there; empty: nobody's."""
    found: str | None = db.scalar(select(feeds.c.account).where(feeds.c.address == fingerprint(address)))
    return found or ""
