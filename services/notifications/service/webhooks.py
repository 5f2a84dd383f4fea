"""Addresses of other systems, for who owns them."""

from services.notifications.service.room import Room


class Webhooks(Room):
    pass
