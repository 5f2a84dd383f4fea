"""Who did something that support tells of, and whom it is about: where to look for what is held of somebody."""

from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.support import events

TOLD = tuple(
    event
    for name, event in vars(events).items()
    if f"{name}Schema" in vars(events) and hasattr(getattr(events, f"{name}Schema"), "stored_as")
)

metadata = MetaData()
acts = Table(
    "support_acts",
    metadata,
    Column("account", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
)
projection = Projection("support.acts", source="support", tables=(acts,))


@projection.on(*TOLD)
def act(rows: Rows, event: Any, recorded: Recorded) -> None:
    for account in {recorded.actor, getattr(event, "subject", "")}:
        if account and not account.startswith("policy:"):
            rows.put(acts, account=account, stream=recorded.stream)


def streams_of(db: Connection, account: str) -> list[str]:
    return list(db.scalars(select(acts.c.stream).where(acts.c.account == account).order_by(acts.c.stream)))
