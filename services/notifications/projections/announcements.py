"""What was announced: for whoever reads of it, and for those of whose right is heard later."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, MetaData, Table, Text, select

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.notifications.events import NoticeAnnounced
from services.notifications.projections.asking import among

metadata = MetaData()
announcements = Table(
    "notifications_announcements",
    metadata,
    Column("announcement", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("facts", Text, nullable=False),  # JSON
    Column("happened", Instant, nullable=False),
)
audiences = Table(
    "notifications_audiences",
    metadata,
    Column("audience", Text, primary_key=True),
    Column("announcement", Text, primary_key=True),
    Column("happened", Instant, nullable=False),
    Index("notifications_audiences_since", "audience", "happened"),
)
projection = Projection("notifications.announcements", source="notifications", tables=(announcements, audiences))


@projection.on(NoticeAnnounced)
def announce(rows: Rows, event: NoticeAnnounced, recorded: Recorded) -> None:
    names = ("announcement", "kind", "about", "product", "link", "happened")
    facts = json.dumps({each.name: each.value for each in event.facts}, ensure_ascii=False)
    rows.put(announcements, facts=facts, **{name: getattr(event, name) for name in names})
    for audience in event.audiences:
        rows.put(audiences, audience=audience, announcement=event.announcement, happened=event.happened)


def known(db: Connection, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """By id: kind, about, product, link, facts, happened; those that are not known are left out."""
    wanted = select(announcements)
    found = among(db, ids, lambda some: wanted.where(announcements.c.announcement.in_(some)))
    return {row["announcement"]: shown(row) for row in found}


def shown(row: Any) -> dict[str, Any]:
    return {**dict(row), "facts": json.loads(row["facts"])}


def since(db: Connection, audience: str, at: datetime) -> Sequence[str]:
    """Ids of what was announced to this audience of facts from then on, the oldest first."""
    c = audiences.c
    wanted = select(c.announcement).where(c.audience == audience, c.happened >= at)
    return list(db.scalars(wanted.order_by(c.happened, c.announcement)))


def audiences_of(db: Connection, announcement: str) -> list[str]:
    c = audiences.c
    return list(db.scalars(select(c.audience).where(c.announcement == announcement).order_by(c.audience)))
