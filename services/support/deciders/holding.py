"""A desk's hold on a ticket: what it promised, from when that is counted, and when its clock stood still."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.support.events import Terms


@dataclass(frozen=True)
class Pause:
    """While a desk's clock stood still; `until` None: it still does."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Holding:
    """A desk that owns the ticket, or that handed it over and gets it back."""

    desk: str
    handover: str  # by which it came here; empty: it was opened here
    terms: tuple[Terms, ...]
    since: datetime  # what it owes next is counted from here
    pauses: tuple[Pause, ...] = ()  # since then, the first first

    def promised(self, priority: int) -> Terms:
        """Nothing (0 minutes) where its terms say nothing."""
        return next((each for each in self.terms if each.priority == priority), Terms(priority, 0, 0))

    def paused(self, at: datetime) -> "Holding":
        is_still = self.pauses and self.pauses[-1].until is None
        return self if is_still else replace(self, pauses=(*self.pauses, Pause(at)))

    def resumed(self, at: datetime) -> "Holding":
        is_still = self.pauses and self.pauses[-1].until is None
        return replace(self, pauses=(*self.pauses[:-1], Pause(self.pauses[-1].since, at))) if is_still else self

    def counted_from(self, at: datetime) -> "Holding":
        return replace(self, since=at, pauses=())
