"""What somebody was told, and what they have read of it."""

from services.notifications.service.room import Room


class Inbox(Room):
    pass
