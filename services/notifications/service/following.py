"""What the other services tell becomes notices."""

from services.notifications.service.room import Room


class Following(Room):
    pass
