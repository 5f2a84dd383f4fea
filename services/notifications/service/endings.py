"""What runs out, and who is reminded of it."""

from services.notifications.service.room import Room


class Endings(Room):
    pass
