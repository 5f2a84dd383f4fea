"""What every method of billing's service stands on: the log, its views, the clock, and what it was told."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eventlog.amqp import Clock, EventLog, Logged, Provided, ReadModels
from eventlog.refusal import Invalid, Unavailable
from services.billing import policies
from services.billing.projections import PROJECTIONS
from services.billing.settings import Settings
from vocabulary.money import Money

CATCH_UP = 0.3  # seconds; a view that is further behind is asked again with the event


class Desk(Logged):
    log = EventLog(policies=policies.effects)
    views = ReadModels(*PROJECTIONS)
    clock = Clock()
    settings = Provided(lambda config: Settings.load(config["CHANDLERY"]))

    def _must_have_seen_all(self, what: str) -> None:
        """Raises Unavailable where a view lacks what the log has by now."""
        if not self.views.wait_for(f"billing:{self.log.head()}", CATCH_UP):
            raise Unavailable("view-behind", what)


def money_of(told: Mapping[str, Any]) -> Money:
    return Money(int(told["amount"]), str(told["currency"]))


def day_of(told: str) -> date | None:
    """YYYY-MM-DD; None where nothing is told. Raises Invalid."""
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as wrong:
        raise Invalid("day-invalid", told[:40]) from wrong


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
