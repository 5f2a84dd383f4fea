"""The one metadata that all tables of the gateway's read model belong to, and how times stand in them."""

from datetime import UTC, datetime

from sqlalchemy import Connection, MetaData

Database = Connection  # a read model that is open: what the queries of the views are asked of
metadata = MetaData()


def epoch(moment: datetime | None) -> float | None:
    """Seconds since 1970: compares as a number on every database, also through a bare cursor."""
    return None if moment is None else moment.timestamp()


def rfc3339(moment: datetime | float | None) -> str:
    """A moment as the API writes it; empty where there is none."""
    if moment is None:
        return ""
    at = datetime.fromtimestamp(moment, UTC) if isinstance(moment, float | int) else moment.astimezone(UTC)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
