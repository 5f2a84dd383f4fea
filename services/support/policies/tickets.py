"""What facts about tickets cause later: what was resolved is closed once nobody can reopen it any more."""

from collections.abc import Iterable
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.support.events import TicketResolved

CLOSE = "close-ticket"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    if isinstance(event, TicketResolved):
        yield Due(CLOSE, event.reopened_until, event.ticket)
