"""Since when notifications run in this store: what happened before is told to nobody."""

from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from services.notifications.private.tables import beginning


def note(db: Connection, at: datetime) -> None:
    """Once: from then on it stands."""
    insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
    db.execute(insert(beginning).values(one=1, at=at).on_conflict_do_nothing())


def noted(db: Connection) -> datetime:
    at: datetime = db.execute(select(beginning.c.at)).scalar_one()
    return at
