"""A place in a list that is read page by page, the newest first: when the last that was seen was, and its id."""

from datetime import UTC, datetime

from eventlog.recorded import instant
from eventlog.refusal import Invalid


def written(at: datetime, id: str) -> str:
    return f"{instant(at)}~{id}"


def read(before: str) -> tuple[datetime, str] | None:
    """None: from the beginning; raises Invalid where it is no cursor."""
    at, _, id = before.partition("~")
    return (moment(at), id) if before else None


def moment(text: str) -> datetime:
    """In UTC; raises Invalid where it is no moment, or none without its offset."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Invalid("time-invalid", text[:40])
