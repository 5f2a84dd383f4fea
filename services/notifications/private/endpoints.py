"""Where webhooks are, what signs for them, and how long one that fails is left alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, Executable, delete, insert, select, update

from services.notifications.private.tables import deliveries, endpoints

Beside: TypeAlias = Executable  # written with a command, or with a delivery


@dataclass(frozen=True)
class Endpoint:
    webhook: str
    url: str
    secret: str
    old_secret: str  # empty: none
    old_until: datetime | None
    failing_since: datetime | None  # nothing was taken since
    rests_until: datetime | None  # nothing is tried before

    def secrets_at(self, now: datetime) -> tuple[str, ...]:
        """The new one first."""
        is_both = self.old_secret and self.old_until is not None and now < self.old_until
        return (self.secret, self.old_secret) if is_both else (self.secret,)


def of(db: Connection, webhook: str) -> Endpoint | None:
    row = db.execute(select(endpoints).where(endpoints.c.webhook == webhook)).first()
    return None if row is None else Endpoint(**row._mapping)


def added(webhook: str, url: str, secret: str) -> Beside:
    return insert(endpoints).values(webhook=webhook, url=url, secret=secret, old_secret="")


def moved(webhook: str, url: str) -> Beside:
    return _change(webhook, url=url, failing_since=None, rests_until=None)


def rotated(webhook: str, secret: str, old_until: datetime | None) -> Beside:
    """The one before signs too, until then; None: no more."""
    return _change(webhook, old_secret=endpoints.c.secret, secret=secret, old_until=old_until)


def took(webhook: str) -> Beside:
    return _change(webhook, failing_since=None, rests_until=None)


def failed(webhook: str, since: datetime, rests_until: datetime) -> Beside:
    return _change(webhook, failing_since=since, rests_until=rests_until)


def removed(webhook: str) -> Sequence[Beside]:
    """And all that is known of what was sent there."""
    return [
        delete(endpoints).where(endpoints.c.webhook == webhook),
        delete(deliveries).where(deliveries.c.webhook == webhook),
    ]


def _change(webhook: str, **columns: object) -> Beside:
    return update(endpoints).where(endpoints.c.webhook == webhook).values(columns)
