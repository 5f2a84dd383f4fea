"""Which organisations an account belongs to: what is asked when it is erased."""

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.identity.events import MemberJoined, MemberLeft

metadata = MetaData()
memberships = Table(
    "memberships",
    metadata,
    Column("account", Text, primary_key=True),
    Column("organization", Text, primary_key=True),
)
projection = Projection("identity.memberships", source="identity", tables=(memberships,))


@projection.on(MemberJoined)
def put(rows: Rows, event: MemberJoined, recorded: Recorded) -> None:
    rows.put(memberships, account=event.account, organization=event.organization)


@projection.on(MemberLeft)
def remove(rows: Rows, event: MemberLeft, recorded: Recorded) -> None:
    rows.remove(memberships, key=(event.account, event.organization))


def of_account(db: Connection, account: str) -> list[str]:
    mine = select(memberships.c.organization).where(memberships.c.account == account)
    return list(db.scalars(mine.order_by(memberships.c.organization)))
