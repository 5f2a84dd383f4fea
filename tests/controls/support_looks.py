"""Named examples of looks: Sam asks to see what Ada has, she lets the desk look for a day, and he does."""

from datetime import UTC, datetime, timedelta

from services.support.events import (
    LookAsked,
    LookGranted,
    LookLapsed,
    LookRefused,
    LookWithdrawn,
    PageLooked,
)
from tests.controls.support import ADA, SAM, TICKET

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
UNTIL = AT + timedelta(hours=24)

asked = LookAsked(TICKET, ADA, ADA, SAM, "To see which plan is pulled.", AT)
granted = LookGranted(TICKET, ADA, UNTIL, AT)
refused = LookRefused(TICKET, ADA, AT)
withdrawn = LookWithdrawn(TICKET, ADA, AT)
lapsed = LookLapsed(TICKET, UNTIL)
looked = PageLooked(TICKET, ADA, "licences", SAM, AT)

EVERY_EVENT = (asked, granted, refused, withdrawn, lapsed, looked)
