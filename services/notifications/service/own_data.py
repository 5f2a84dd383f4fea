"""What notifications hold of somebody, for whoever asks for their own data."""

from typing import Any

from nameko.rpc import rpc

from eventlog.recorded import Recorded, instant
from eventlog.telling import told
from services.notifications.projections import acts, inbox
from services.notifications.service.room import Room


class OwnData(Room):
    @rpc
    def data_of(self, account: str) -> dict[str, Any]:
        """{events, notices}: what they chose, read and did, and what they were told."""
        with self.views.begin() as db:
            streams = acts.streams_of(db, account)
            rows = inbox.all_of(db, account)
        every = (each for stream in streams for each in self.log.read(stream))
        return {
            "events": told(each for each in every if _is_theirs(each, account)),
            "notices": [{**row, "at": instant(row["at"]), "happened": instant(row["happened"])} for row in rows],
        }


def _is_theirs(recorded: Recorded, account: str) -> bool:
    return account in (recorded.actor, recorded.data.get("account"))
