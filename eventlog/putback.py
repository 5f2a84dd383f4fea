"""A log that was put back from a copy: it is another incarnation, and whoever followed it must find its place anew."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from eventlog.log import Log
from eventlog.tables import checkpoints, logs, parked, passed_over


@dataclass(frozen=True)
class Found:
    """Where a process manager goes on; `lost` counts the events that it knew and the log holds no more.

    `position` None: the log holds other events than it had handled, so an operator has to say what becomes of it.
    """

    follower: str
    source: str
    position: int | None
    lost: int = 0


def renew(log: Log) -> str:
    """Gives the log another incarnation, which every follower notices; nobody else may have the log open."""
    incarnation = uuid.uuid4().hex
    with log.begin() as db:
        db.execute(update(logs).values(incarnation=incarnation))
    return incarnation


def find_places(log: Log, source: Log) -> Iterator[Found]:
    """The process managers in `log` that follow `source` go on behind the last event that both know.

    What they did because of events that are lost stays done. Read models are left as they are: they notice, and are
    rebuilt.
    """
    head = source.head()
    with log.reading() as db:
        standing = db.execute(select(checkpoints).where(checkpoints.c.source == source.source)).all()
    for at in standing:
        position = min(at.position, head)
        last = source.read_all(position - 1, 1) if position else []
        event = last[0].id if last else ""
        if at.position <= head and event != at.event:
            yield Found(at.follower, at.source, None)
            continue
        with log.begin() as db:
            _place(db, at.follower, source, position, event)
        yield Found(at.follower, at.source, position, at.position - position)


def _place(db: Connection, follower: str, source: Log, position: int, event: str) -> None:
    of_follower = (checkpoints.c.follower == follower) & (checkpoints.c.source == source.source)
    if position:
        place = {"incarnation": source.incarnation, "position": position, "event": event}
        db.execute(update(checkpoints).where(of_follower).values(place))
    else:
        db.execute(delete(checkpoints).where(of_follower))
    for kept in (parked, passed_over):  # other events will have these positions
        gone = (kept.c.follower == follower) & (kept.c.source == source.source) & (kept.c.position > position)
        db.execute(delete(kept).where(gone))
