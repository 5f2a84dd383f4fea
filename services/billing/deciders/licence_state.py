"""A licence as it stands: what it says, whose its seats are, and whether it counts."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from services.billing.events import LicenceChanged, LicenceIssued, LicenceRevoked, SeatFreed, SeatTaken

Event = LicenceIssued | LicenceChanged | LicenceRevoked | SeatTaken | SeatFreed


@dataclass(frozen=True)
class Absent:
    pass


@dataclass(frozen=True)
class Licence:
    """`says` is what it says now, under the id that it was issued with."""

    says: LicenceIssued
    sequence: int = 1
    revoked: str = ""  # why
    taken: frozenset[str] = field(default_factory=frozenset)

    def standing(self, now: datetime) -> str:
        """valid | expired | revoked"""
        if self.revoked:
            return "revoked"
        return "expired" if self.says.until is not None and self.says.until <= now else "valid"


State = Absent | Licence


def evolve(state: State, event: Event) -> State:
    match state, event:
        case _, LicenceIssued():
            return Licence(event)
        case Licence(), LicenceChanged():
            says = replace(
                state.says,
                plan=event.plan,
                licence_fields=event.licence_fields,
                values=event.values,
                seats=event.seats,
                until=event.until,
            )
            return replace(state, says=says, sequence=event.sequence)
        case Licence(), LicenceRevoked(reason=reason):
            return replace(state, revoked=reason)
        case Licence(), SeatTaken(seat=seat):
            return replace(state, taken=state.taken | {seat})
        case Licence(), SeatFreed(seat=seat):
            return replace(state, taken=state.taken - {seat})
    return state
