"""What facts about looks cause later: one ends by itself."""

from collections.abc import Iterable
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.support.events import LookGranted

LAPSE = "lapse-look"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    if isinstance(event, LookGranted):
        yield Due(LAPSE, event.until, event.ticket)
