"""What support holds of somebody, for whoever asks for their own data."""

from typing import Any

from nameko.rpc import rpc

from eventlog.recorded import Recorded
from eventlog.telling import told
from services.support.projections import acts
from services.support.service.desk import Desk

# Beside what they did: said to them, or about them.
OF_CUSTOMER = ("support.ticket-opened", "support.ticket-replied", "support.look-asked", "support.page-looked")


class OwnData(Desk):
    @rpc
    def data_of(self, account: str) -> dict[str, Any]:
        """{events}: what they did, and what was said on their tickets; not what desks said among themselves."""
        with self.views.begin() as db:
            streams = acts.streams_of(db, account)
        every = (each for stream in streams for each in self.log.read(stream))
        return {"events": told(each for each in every if _is_theirs(each, account))}


def _is_theirs(recorded: Recorded, account: str) -> bool:
    about = recorded.type in OF_CUSTOMER and recorded.data.get("subject") == account
    return recorded.actor == account or about
