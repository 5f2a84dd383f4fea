"""Followers that an operator has paused: in every instance they stand where they are, until they are told to go on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, insert, select

from eventlog.checkpoints import checkpoint
from eventlog.refusal import Unavailable
from eventlog.tables import pauses

# As the parts of a statement that a follower asks for each batch; built once, since building takes longer than asking.
IS_PAUSED = exists(pauses.c.at).where(
    pauses.c.follower == bindparam("of_follower"), pauses.c.source == bindparam("of_source")
)
_IS_PAUSED = select(IS_PAUSED)


class Paused(Unavailable):
    """The follower has been told to wait; no event is to blame, and none is lost."""


@dataclass(frozen=True)
class Pause:
    follower: str
    source: str
    at: datetime
    by: str  # the operator's account


def is_paused(db: Connection, follower: str, source: str) -> bool:
    return bool(db.scalar(_IS_PAUSED, {"of_follower": follower, "of_source": source}))


def must_not_be_paused(paused: bool, follower: str, source: str) -> None:
    if paused:
        raise Paused("follower-paused", f"{follower} from {source}")


def pause(db: Connection, told: Pause) -> None:
    """Waits for the batch that is being applied; after the transaction nothing is. A second pause changes nothing."""
    checkpoint(db, told.follower, told.source, hold=True)
    if not is_paused(db, told.follower, told.source):
        db.execute(insert(pauses).values(**vars(told)))


def resume(db: Connection, follower: str, source: str) -> None:
    db.execute(delete(pauses).where(_of(follower, source)))


def listed(db: Connection) -> dict[tuple[str, str], Pause]:
    """By follower and source."""
    return {(row.follower, row.source): Pause(**row._mapping) for row in db.execute(select(pauses))}


def carry_over(live: Connection, new: Connection) -> None:
    """What is paused stays so in the generation that takes the live one's place."""
    new.execute(delete(pauses))
    for told in listed(live).values():
        new.execute(insert(pauses).values(**vars(told)))


def _of(follower: str, source: str) -> ColumnElement[bool]:
    return (pauses.c.follower == follower) & (pauses.c.source == source)
