"""How many notices wait unread: a row for each person and notice, so that every page's header can tell."""

from sqlalchemy import Column, Connection, Float, String, Table, bindparam, func, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.prepared import Prepared
from gateway.views.tables import metadata
from services.notifications import events

MOST = 100  # are counted; a header says no more than 99+
BEFORE_ALL = 0.0  # of what was marked unread: when it was addressed is known no more, but that was before

unread = Table(
    "unread_notices",
    metadata,
    Column("account", String, primary_key=True),
    Column("notice", String, primary_key=True),
    Column("at", Float, nullable=False),  # when it was addressed
)
projection = Projection("gateway.unread", source="notifications", tables=(unread,))


@projection.on(events.NoticeAddressed)
def address(rows: Rows, event: events.NoticeAddressed, recorded: Recorded) -> None:
    for one in event.recipients:
        if one.page:
            rows.put(unread, account=one.account, notice=event.announcement, at=event.at.timestamp())


@projection.on(events.NoticesRead)
def read(rows: Rows, event: events.NoticesRead, recorded: Recorded) -> None:
    for notice in event.notices:
        rows.remove(unread, key=(event.account, notice))


@projection.on(events.NoticesUnread)
def mark_unread(rows: Rows, event: events.NoticesUnread, recorded: Recorded) -> None:
    for notice in event.notices:
        rows.put(unread, account=event.account, notice=notice, at=BEFORE_ALL)


@projection.on(events.AllNoticesRead)
def read_all(rows: Rows, event: events.AllNoticesRead, recorded: Recorded) -> None:
    rows.remove_where(unread, {"account": event.account}, {"at": event.until.timestamp()})


@projection.on(events.PersonForgotten)
def forget(rows: Rows, event: events.PersonForgotten, recorded: Recorded) -> None:
    rows.remove_where(unread, {"account": event.account})


_THEIRS = select(unread.c.notice).where(unread.c.account == bindparam("account"))
_FIRST = _THEIRS.limit(bindparam("most")).offset(bindparam("skipped")).subquery()
_COUNTED = Prepared(select(func.count()).select_from(_FIRST), "account", "most", "skipped")


def count(db: Connection, account: str) -> int:
    """Up to MOST."""
    row = _COUNTED.first(db, account, MOST, 0)
    return 0 if row is None else int(row[0])
