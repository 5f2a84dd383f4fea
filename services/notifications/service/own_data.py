"""What notifications hold of somebody, for whoever asks for their own data."""

from typing import Any

from nameko.rpc import rpc

from eventlog.recorded import Recorded, instant
from eventlog.telling import told
from services.notifications.private import endpoints
from services.notifications.projections import acts, inbox, webhooks
from services.notifications.service.room import Room


class OwnData(Room):
    @rpc
    def data_of(self, account: str) -> dict[str, Any]:
        """{events, notices, webhooks}: what they chose and did, what they were told, and where that is sent."""
        with self.views.begin() as db:
            streams = acts.streams_of(db, account)
            rows = inbox.all_of(db, account)
            hooks = webhooks.of_owner(db, f"account:{account}")
        with self.log.reading() as db:
            urls = {each["webhook"]: found.url for each in hooks if (found := endpoints.of(db, each["webhook"]))}
        every = (each for stream in streams for each in self.log.read(stream))
        return {
            "events": told(each for each in every if _is_theirs(each, account)),
            "notices": [{**row, "at": instant(row["at"]), "happened": instant(row["happened"])} for row in rows],
            "webhooks": [
                {"id": each["webhook"], "url": urls.get(each["webhook"], ""), "created": instant(each["created"])}
                for each in hooks
            ],
        }


def _is_theirs(recorded: Recorded, account: str) -> bool:
    return account in (recorded.actor, recorded.data.get("account"))
