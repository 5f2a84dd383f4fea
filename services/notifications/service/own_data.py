"""What notifications hold of somebody, for whoever asks for their own data."""

from typing import Any

from nameko.rpc import rpc

from services.notifications.service.room import Room


class OwnData(Room):
    @rpc
    def data_of(self, account: str) -> dict[str, Any]:
        """{events}: what they chose and read, and what they were told."""
        return {"events": []}
