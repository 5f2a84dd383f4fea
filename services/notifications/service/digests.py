"""Letters that tell of many notices at once."""

from services.notifications.service.room import Room


class Digests(Room):
    pass
