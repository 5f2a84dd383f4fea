"""What every method of billing's service stands on: the log, its views, the clock, and what it was told."""

from collections.abc import Mapping
from typing import Any

from eventlog.amqp import Clock, EventLog, Logged, Provided, ReadModels
from services.billing import policies
from services.billing.projections import PROJECTIONS
from services.billing.settings import Settings

CATCH_UP = 0.3  # seconds; a view that is further behind is asked again with the event


class Desk(Logged):
    log = EventLog(policies=policies.effects)
    views = ReadModels(*PROJECTIONS)
    clock = Clock()
    settings = Provided(lambda config: Settings.load(config["CHANDLERY"]))


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
