"""How somebody wants to hear of things."""

from services.notifications.service.room import Room


class Preferences(Room):
    pass
