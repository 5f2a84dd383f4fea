"""What people write on a ticket, as far as it is taken."""

from collections.abc import Sequence

from eventlog.refusal import Invalid
from services.support.events import Attached

LONGEST_SUMMARY = 200  # characters
LONGEST_TEXT = 20_000
MOST_ATTACHMENTS = 10


def summary(given: str) -> str:
    text = " ".join(given.split())
    if not text:
        raise Invalid("text-missing", "summary")
    if len(text) > LONGEST_SUMMARY:
        raise Invalid("text-too-long", f"summary: at most {LONGEST_SUMMARY} characters")
    return text


def text(given: str, attachments: Sequence[Attached] = ()) -> str:
    """May be empty where files are sent alone."""
    said = given.strip()
    if not said and not attachments:
        raise Invalid("text-missing", "text")
    if len(said) > LONGEST_TEXT:
        raise Invalid("text-too-long", f"text: at most {LONGEST_TEXT} characters")
    return said


def files(given: Sequence[Attached]) -> tuple[Attached, ...]:
    """Each once."""
    kept = tuple({each.id: each for each in given}.values())
    if len(kept) > MOST_ATTACHMENTS:
        raise Invalid("too-many-attachments", f"at most {MOST_ATTACHMENTS}")
    return kept


def priority(given: int) -> int:
    if given not in (1, 2, 3, 4):
        raise Invalid("field-invalid", "priority: 1 to 4")
    return given
