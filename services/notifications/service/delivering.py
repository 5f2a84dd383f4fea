"""What webhooks are told, tried until it is taken."""

from services.notifications.service.room import Room


class Delivering(Room):
    pass
