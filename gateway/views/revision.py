"""How far the view is: what it tells stays the same while this does."""

from sqlalchemy import Connection, select

from eventlog.tables import checkpoints
from gateway.views.prepared import Prepared

_POSITIONS = Prepared(select(checkpoints.c.follower, checkpoints.c.source, checkpoints.c.position))


def revision(db: Connection) -> frozenset[tuple[object, ...]]:
    """Changes with every event that is applied; not where a parked one is applied later, or the view is built anew."""
    return frozenset(_POSITIONS.all(db))
