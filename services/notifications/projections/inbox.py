"""Inboxes: one row for each notice that somebody was told of, by whichever way."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    func,
    or_,
    select,
)

from eventlog.projection import Instant, Projection, Rows
from eventlog.recorded import Recorded
from services.notifications.events import (
    AllNoticesRead,
    NoticeAddressed,
    NoticesRead,
    NoticesUnread,
    PersonForgotten,
)
from services.notifications.projections.announcements import announcements, shown

READ, UNREAD = "read", "unread"
metadata = MetaData()
inbox = Table(
    "notifications_inbox",
    metadata,
    Column("account", Text, primary_key=True),
    Column("notice", Text, primary_key=True),  # id of its announcement
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),  # when it was addressed to them
    Column("page", Boolean, nullable=False),
    Column("mail", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("mark", Text, nullable=False, default=""),  # read | unread; empty: as all of its time
    Index("notifications_inbox_newest", "account", "at", "notice"),
    Index("notifications_inbox_digest", "account", "digest"),
)
all_read = Table(
    "notifications_all_read",
    metadata,
    Column("account", Text, primary_key=True),
    Column("until", Instant, nullable=False),
)
projection = Projection("notifications.inbox", source="notifications", tables=(inbox, all_read))


@projection.on(NoticeAddressed)
def address(rows: Rows, event: NoticeAddressed, recorded: Recorded) -> None:
    for each in event.recipients:
        told = {"page": each.page, "mail": each.mail, "digest": each.digest}
        rows.put(inbox, account=each.account, notice=event.announcement, kind=event.kind, at=event.at, **told)


@projection.on(NoticesRead, NoticesUnread)
def mark(rows: Rows, event: NoticesRead | NoticesUnread, recorded: Recorded) -> None:
    as_ = READ if isinstance(event, NoticesRead) else UNREAD
    for notice in event.notices:
        rows.change(inbox, key=(event.account, notice), mark=as_)


@projection.on(AllNoticesRead)
def mark_all(rows: Rows, event: AllNoticesRead, recorded: Recorded) -> None:
    rows.change_where(inbox, {"account": event.account, "mark": UNREAD}, mark="")
    rows.put(all_read, account=event.account, until=event.until)


@projection.on(PersonForgotten)
def forget(rows: Rows, event: PersonForgotten, recorded: Recorded) -> None:
    rows.remove_where(inbox, {"account": event.account})
    rows.remove(all_read, key=event.account)


class Asked(NamedTuple):
    """What a list is kept to; empty values keep nothing out."""

    kinds: Collection[str] = ()
    product: str = ""
    unread: bool = False


_IN_ITS_TIME = and_(all_read.c.until.is_not(None), inbox.c.at <= all_read.c.until)
_READ = or_(inbox.c.mark == READ, and_(inbox.c.mark == "", _IN_ITS_TIME))
_JOINED = inbox.join(announcements, announcements.c.announcement == inbox.c.notice).outerjoin(
    all_read, all_read.c.account == inbox.c.account
)


def page(
    db: Connection, account: str, asked: Asked, before: tuple[datetime, str] | None, limit: int
) -> list[dict[str, Any]]:
    """The newest first; `before`: when the last that was seen was addressed, and its id."""
    wanted = _of(account, asked)
    if before is not None:
        at, notice = before
        earlier = or_(inbox.c.at < at, and_(inbox.c.at == at, inbox.c.notice < notice))
        wanted = wanted.where(inbox.c.at <= at, earlier)
    ordered = wanted.order_by(inbox.c.at.desc(), inbox.c.notice.desc()).limit(limit)
    return [shown(row) for row in db.execute(ordered).mappings()]


def counted(db: Connection, account: str, asked: Asked) -> int:
    return db.scalar(select(func.count()).select_from(_of(account, asked).subquery())) or 0


def unread(db: Connection, account: str) -> int:
    return counted(db, account, Asked(unread=True))


def all_of(db: Connection, account: str) -> list[dict[str, Any]]:
    """Whatever they were told, also by letter alone."""
    wanted = _rows().where(inbox.c.account == account).order_by(inbox.c.at, inbox.c.notice)
    return [shown(row) for row in db.execute(wanted).mappings()]


def of_digest(db: Connection, account: str, digest: str) -> list[tuple[str, str]]:
    """Notice and kind of what waits for this digest and was not read, the oldest first."""
    theirs = and_(inbox.c.account == account, inbox.c.digest == digest)
    source = inbox.outerjoin(all_read, all_read.c.account == inbox.c.account)
    wanted = select(inbox.c.notice, inbox.c.kind).select_from(source).where(theirs, ~_READ)
    return [(row.notice, row.kind) for row in db.execute(wanted.order_by(inbox.c.at, inbox.c.notice))]


def still_unread(db: Connection, account: str, notices: Sequence[str]) -> list[str]:
    """Of these, in their order."""
    source = inbox.outerjoin(all_read, all_read.c.account == inbox.c.account)
    theirs = and_(inbox.c.account == account, inbox.c.notice.in_(list(notices)))
    found = set(db.scalars(select(inbox.c.notice).select_from(source).where(theirs, ~_READ)))
    return [each for each in notices if each in found]


def shown_of(db: Connection, account: str, notices: Collection[str]) -> set[str]:
    """Of these, those that are in their inbox."""
    mine = and_(inbox.c.account == account, inbox.c.notice.in_(list(notices)), inbox.c.page.is_(True))
    return set(db.scalars(select(inbox.c.notice).where(mine)))


def was_told(db: Connection, account: str, notice: str) -> bool:
    mine = and_(inbox.c.account == account, inbox.c.notice == notice)
    return db.scalar(select(inbox.c.notice).where(mine)) is not None


def _rows() -> Select[Any]:
    read = _READ.label("read")
    return select(inbox.c.at, inbox.c.page, inbox.c.mail, inbox.c.digest, read, announcements).select_from(_JOINED)


def _of(account: str, asked: Asked) -> Select[Any]:
    kept: list[ColumnElement[bool]] = [inbox.c.account == account, inbox.c.page.is_(True)]
    if asked.kinds:
        kept.append(inbox.c.kind.in_(list(asked.kinds)))
    if asked.product:
        kept.append(announcements.c.product == asked.product)
    if asked.unread:
        kept.append(~_READ)
    return _rows().where(*kept)
