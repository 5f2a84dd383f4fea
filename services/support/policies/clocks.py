"""What facts about clocks cause later: a deadline asks when a warning, a breach or the next level is due."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.support.events import ClockSet, Escalated, SlaBreached

CHECK = "check-sla"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case ClockSet(warned=datetime() as warned, due=datetime() as due):
            yield from (Due(CHECK, at, event.ticket) for at in sorted({warned, due}))
        case SlaBreached(next=datetime() as later) | Escalated(next=datetime() as later):
            yield Due(CHECK, later, event.ticket)
