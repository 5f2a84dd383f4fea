"""Where to look for what is held of somebody: the streams that tell of them, and of what they did."""

from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.notifications import events
from services.notifications.events import PersonForgotten

TOLD = tuple(
    event
    for name, event in vars(events).items()
    if hasattr(vars(events).get(f"{name}Schema"), "stored_as") and event is not PersonForgotten
)

metadata = MetaData()
acts = Table(
    "notifications_acts",
    metadata,
    Column("account", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
)
projection = Projection("notifications.acts", source="notifications", tables=(acts,))


@projection.on(*TOLD)
def act(rows: Rows, event: Any, recorded: Recorded) -> None:
    for account in {recorded.actor, getattr(event, "account", "")}:
        if account and not account.startswith("policy:"):
            rows.put(acts, account=account, stream=recorded.stream)


@projection.on(PersonForgotten)
def forget(rows: Rows, event: PersonForgotten, recorded: Recorded) -> None:
    rows.remove_where(acts, {"account": event.account})


def streams_of(db: Connection, account: str) -> list[str]:
    return list(db.scalars(select(acts.c.stream).where(acts.c.account == account).order_by(acts.c.stream)))
