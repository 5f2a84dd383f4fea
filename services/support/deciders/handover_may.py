"""Which commands somebody may give about a handover now."""

from collections.abc import Iterator

from eventlog.decider import Context
from services.support.deciders.handover_state import OTHER, PARTNER, Handover, Side, speaks_for


def sides_of(state: Handover, by: Context) -> tuple[Side, ...]:
    """Those that somebody speaks for; none: it is not theirs to read."""
    sides: tuple[Side, ...] = ("sender", "receiver")
    return tuple(side for side in sides if speaks_for(state.desk_of(side), by))


def may(state: Handover, by: Context) -> list[str]:
    sides = sides_of(state, by)
    return [] if state.is_over or not sides else [*_may(state, sides)]


def _may(state: Handover, sides: tuple[Side, ...]) -> Iterator[str]:
    is_accepted = state.phase == "accepted"
    if "receiver" in sides and not is_accepted:
        yield from ("accept_handover", "reject_handover")
    if "receiver" in sides or not state.requested.receiver.startswith(PARTNER):
        yield "request_information"
    if any(OTHER[side] in state.asked for side in sides):
        yield "give_information"
    yield "exchange_note"
    if is_accepted:
        yield "close_handover"
    if ("receiver" if is_accepted else "sender") in sides:
        yield "return_handover"
