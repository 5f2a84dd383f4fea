"""Feeds of one person, at a secret address."""

from services.notifications.service.room import Room


class Feeds(Room):
    pass
