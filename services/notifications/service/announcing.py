"""A notice is addressed to whom it concerns, as each of them wants to hear of it, and to nobody twice."""

from services.notifications.service.room import Room


class Announcing(Room):
    pass
