"""What must not be events: the registry's notices of the last days, and which accounts ever pulled from where."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Executable,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from eventlog.migrations import Migrations
from eventlog.tables import Instant
from services.catalog.migrations import PRIVATE

KEPT = timedelta(days=8)  # a notice later than that changes no count any more
NEW, TAKEN, COUNTED = 0, 1, 2

metadata = MetaData()
pull_notices = Table(
    "pull_notices",
    metadata,
    Column("id", Text, primary_key=True),  # the registry's: sent again, it is the same notice
    Column("repository", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("read", Boolean, nullable=False),
    Column("tag", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("received", Instant, nullable=False),
    Column("state", Integer, nullable=False),  # new, taken into a count under way, counted
    Column("country", Text, nullable=False, server_default=""),  # empty where it is not known
)
Index("pull_notices_day", pull_notices.c.repository, pull_notices.c.day)
_WAITING = pull_notices.c.state != COUNTED
Index("pull_notices_waiting", pull_notices.c.received, sqlite_where=_WAITING, postgresql_where=_WAITING)
pullers = Table(
    "pullers",
    metadata,
    Column("account", Text, primary_key=True),
    Column("repository", Text, primary_key=True),
)
MIGRATIONS = Migrations("private", PRIVATE, metadata)


class Noted(NamedTuple):
    """A notice as it is kept; `account` is kept apart from it."""

    id: str
    repository: str
    at: datetime
    read: bool
    tag: str
    digest: str
    who: str
    client: str
    account: str
    country: str


class Waiting(NamedTuple):
    """A day of a repository with notices that are not counted yet, the first of them received `since`."""

    repository: str
    day: date
    since: datetime


def prepare(db: Connection) -> None:
    MIGRATIONS.prepare(db)


def keep_notices(db: Connection, notices: Sequence[Noted], now: datetime) -> None:
    """Those that are known already change nothing."""
    told = [one for one in notices if now - one.at < KEPT - timedelta(days=1)]
    if told:
        db.execute(_unless_known(db, pull_notices), [_row(one, now) for one in told])
    if pulled := {(one.account, one.repository) for one in notices if one.read and one.account}:
        rows = [{"account": account, "repository": repository} for account, repository in sorted(pulled)]
        db.execute(_unless_known(db, pullers), rows)


def forget_old_notices(db: Connection, now: datetime) -> None:
    db.execute(delete(pull_notices).where(pull_notices.c.day < (now - KEPT).date().isoformat()))


def waiting(db: Connection) -> list[Waiting]:
    n = pull_notices.c
    since = func.min(n.received, type_=Instant)
    found = select(n.repository, n.day, since).where(n.state != COUNTED).group_by(n.repository, n.day)
    return [Waiting(repository, date.fromisoformat(day), at) for repository, day, at in db.execute(found)]


def take(db: Connection, repository: str, day: date) -> None:
    """What is read afterwards is counted, and nothing that comes meanwhile is taken for counted."""
    db.execute(update(pull_notices).where(_of(repository, day), pull_notices.c.state == NEW).values(state=TAKEN))


def taken(db: Connection, repository: str, day: date) -> list[Mapping[str, Any]]:
    """Every notice of the day that is counted, or is to be."""
    n = pull_notices.c
    told = select(n.id, n.at, n.read, n.tag, n.digest, n.who, n.client, n.country)
    return [dict(row._mapping) for row in db.execute(told.where(_of(repository, day), n.state != NEW))]


def counted(repository: str, day: date) -> list[Executable]:
    """Statements for `execute(…, beside=…)`."""
    return [update(pull_notices).where(_of(repository, day), pull_notices.c.state == TAKEN).values(state=COUNTED)]


def has_pulled(db: Connection, account: str, repositories: Iterable[str]) -> bool:
    wanted = select(pullers.c.account).where(pullers.c.account == account, pullers.c.repository.in_([*repositories]))
    return db.execute(wanted.limit(1)).first() is not None


def pulled_by(db: Connection, account: str) -> list[str]:
    theirs = select(pullers.c.repository).where(pullers.c.account == account)
    return list(db.scalars(theirs.order_by(pullers.c.repository)))


def forget_pulls_of(db: Connection, account: str) -> None:
    db.execute(delete(pullers).where(pullers.c.account == account))


def _of(repository: str, day: date) -> Any:
    return (pull_notices.c.repository == repository) & (pull_notices.c.day == day.isoformat())


def _row(noted: Noted, now: datetime) -> dict[str, Any]:
    row = noted._asdict()
    del row["account"]
    return row | {"day": noted.at.date().isoformat(), "received": now, "state": NEW}


def _unless_known(db: Connection, table: Table) -> Executable:
    insert = (postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert)(table)
    return insert.on_conflict_do_nothing(index_elements=[*table.primary_key.columns])
