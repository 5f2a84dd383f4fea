"""What was sent to webhooks in the last 30 days and what they answered, one attempt a row."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select
from sqlalchemy.sql import Select

from services.notifications.private.tables import deliveries

KEPT = timedelta(days=30)
LISTED = [column for column in deliveries.c if column.name not in ("request", "answer")]


@dataclass(frozen=True)
class Delivery:
    """`attempt` counts those of one message to one webhook from 1 on; 0: nothing was tried, and `error` says why."""

    webhook: str
    message: str
    kind: str
    attempt: int
    at: datetime
    status: int = 0  # 0: there was no answer
    error: str = ""
    milliseconds: int = 0
    request: str = ""
    answer: str = ""
    delivery: str = field(default_factory=lambda: str(uuid.uuid4()))


def keep(db: Connection, delivery: Delivery) -> None:
    db.execute(insert(deliveries).values(asdict(delivery)))


def attempts(db: Connection, webhook: str, message: str) -> int:
    """Those before."""
    last = select(func.max(deliveries.c.attempt)).where(_of(webhook), deliveries.c.message == message)
    return db.scalar(last) or 0


def failures(db: Connection, webhook: str, since: datetime) -> int:
    """How many attempts there were since; none of them was taken."""
    tried = _of(webhook), deliveries.c.at >= since, deliveries.c.attempt > 0
    return db.scalar(select(func.count()).select_from(deliveries).where(*tried)) or 0


def page(db: Connection, webhook: str, before: tuple[datetime, str] | None, limit: int) -> list[Delivery]:
    """The newest first; without requests and answers."""
    asked = select(*LISTED).where(_of(webhook)).order_by(deliveries.c.at.desc(), deliveries.c.delivery.desc())
    if before is not None:
        at, delivery = before
        same = and_(deliveries.c.at == at, deliveries.c.delivery < delivery)
        asked = asked.where(or_(deliveries.c.at < at, same))
    return _read(db, asked.limit(limit))


def one(db: Connection, webhook: str, delivery: str) -> Delivery | None:
    found = _read(db, select(deliveries).where(_of(webhook), deliveries.c.delivery == delivery))
    return found[0] if found else None


def last_of(db: Connection, webhook: str, message: str) -> Delivery | None:
    asked = select(deliveries).where(_of(webhook), deliveries.c.message == message)
    found = _read(db, asked.order_by(deliveries.c.at.desc()).limit(1))
    return found[0] if found else None


def latest(db: Connection, webhooks: Sequence[str]) -> dict[str, Delivery]:
    """The last attempt of each that was sent something."""
    newest = (
        select(deliveries.c.webhook, func.max(deliveries.c.at).label("at"))
        .where(deliveries.c.webhook.in_(list(webhooks)), deliveries.c.attempt > 0)
        .group_by(deliveries.c.webhook)
        .subquery()
    )
    same = (deliveries.c.webhook == newest.c.webhook) & (deliveries.c.at == newest.c.at)
    return {each.webhook: each for each in _read(db, select(*LISTED).join(newest, same))}


def forget_old(db: Connection, now: datetime) -> None:
    db.execute(delete(deliveries).where(deliveries.c.at < now - KEPT))


def _of(webhook: str) -> ColumnElement[bool]:
    return deliveries.c.webhook == webhook


def _read(db: Connection, asked: "Select[tuple[object, ...]]") -> list[Delivery]:
    return [Delivery(**row) for row in db.execute(asked).mappings()]
