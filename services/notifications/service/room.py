"""What every method of notifications stands on: the log, its views, the clock, and what it was told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from eventlog.amqp import Clock, EventLog, Logged, Provided, ReadModels, at_start
from eventlog.refusal import Unavailable
from eventlog.remote import RemoteKeys
from services.notifications import policies
from services.notifications.private import beginning, tables
from services.notifications.projections import PROJECTIONS
from services.notifications.settings import Settings


def settings_of(config: Mapping[str, Any]) -> Settings:
    return Settings.load(config["CHANDLERY"])


CATCH_UP = 5.0  # seconds in which a view hears of what came before


class Room(Logged):
    log = EventLog(policies=policies.effects)
    views = ReadModels(*PROJECTIONS)
    clock = Clock()
    settings = Provided(settings_of)
    keys = Provided(RemoteKeys)  # for names and addresses, which read models keep as ciphertext

    @at_start
    def prepare_private(self) -> None:
        """What notifications told before it was noted when they began, they went on from."""
        first = next((each.time for each in self.log.read_all(0, 1)), self.clock.now())
        with self.log.begin() as db:
            tables.prepare(db)
            beginning.note(db, first)

    def _began(self) -> datetime:
        """What happened before, nobody is told."""
        with self.log.reading() as db:
            return beginning.noted(db)

    def _must_see(self, position: str) -> None:
        """That the views have come there; raises Unavailable where they have not, so that it is tried again."""
        if not self.views.wait_for(position, CATCH_UP):
            raise Unavailable("view-behind", "notices")
