"""How far a desk's people read a ticket: to its end while their desk has to do with it, and then no further."""

from collections.abc import Collection, Sequence

from eventlog.recorded import Recorded
from services.support.deciders.ticket_state import Ticket
from services.support.events import OwnerChanged


def holds(state: Ticket, desks: Collection[str]) -> bool:
    """Whether it is with one of them, or comes back to it."""
    return any(each.desk in desks for each in state.holdings)


def until_it_left(history: Sequence[Recorded], desks: Collection[str]) -> list[Recorded]:
    """What happened until the last of these desks gave it away; nothing where none of them ever had it."""
    left = [place for place, each in enumerate(history) if _leaves(each, desks)]
    return list(history[: left[-1] + 1]) if left else []


def _leaves(recorded: Recorded, desks: Collection[str]) -> bool:
    return isinstance(recorded.event, OwnerChanged) and recorded.event.was in desks
