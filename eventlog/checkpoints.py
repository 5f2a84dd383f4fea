"""Checkpoints: the last position of a source that a follower has applied, kept with what it has written."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from eventlog.recorded import Recorded
from eventlog.tables import checkpoints

# Built once: for each batch of a follower building them would take longer than the server takes for them.
OF_FOLLOWER = (checkpoints.c.follower == bindparam("of_follower")) & (checkpoints.c.source == bindparam("of_source"))
_READ = select(checkpoints).where(OF_FOLLOWER)
HELD = _READ.with_for_update()
PLACE = ("incarnation", "position", "event")
AT = [select(checkpoints.c[name]).where(OF_FOLLOWER).scalar_subquery() for name in PLACE]  # null where there is none
MOVE = update(checkpoints).where(OF_FOLLOWER).values({name: bindparam(name) for name in PLACE})
_ADVANCE = MOVE.where(checkpoints.c.position < bindparam("reached"))


class OtherLog(Exception):
    """The source's log is not the one that was followed so far: only a rebuild mends that."""


@dataclass(frozen=True)
class Checkpoint:
    """How far a follower is; an empty incarnation: it has seen nothing of the source yet."""

    follower: str
    source: str
    incarnation: str = ""
    position: int = 0
    event: str = ""

    def must_be_of(self, incarnation: str) -> None:
        if self.incarnation not in ("", incarnation):
            raise OtherLog(
                f"{self.follower} followed incarnation {self.incarnation} of {self.source}, which now is {incarnation}"
            )

    def after(self, recorded: Recorded, incarnation: str) -> "Checkpoint":
        return replace(self, incarnation=incarnation, position=recorded.position, event=recorded.id)


def checkpoint(db: Connection, follower: str, source: str, *, hold: bool = False) -> Checkpoint:
    """`hold` keeps other instances of the follower waiting until the transaction ends."""
    found = db.execute(HELD if hold else _READ, {"of_follower": follower, "of_source": source}).first()
    return Checkpoint(follower, source) if found is None else Checkpoint(**found._mapping)


def begin(db: Connection, follower: str, source: str) -> None:
    """Write the checkpoint at which a follower stands that has seen nothing."""
    db.execute(insert(checkpoints).values(follower=follower, source=source, incarnation="", position=0, event=""))


def move(db: Connection, to: Checkpoint) -> None:
    db.execute(MOVE, moved(to))


def advance(db: Connection, to: Checkpoint) -> None:
    """Forward only: another instance may have been quicker. A follower that has seen nothing may have none yet."""
    if db.execute(_ADVANCE, moved(to) | {"reached": to.position}).rowcount:
        return
    if not checkpoint(db, to.follower, to.source, hold=True).incarnation:
        begin(db, to.follower, to.source)
        move(db, to)


def moved(to: Checkpoint) -> dict[str, Any]:
    """The parameters of MOVE, which names the columns that it sets by theirs."""
    of_follower = {"of_follower": to.follower, "of_source": to.source}
    return of_follower | {"incarnation": to.incarnation, "position": to.position, "event": to.event}
