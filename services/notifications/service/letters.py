"""Letters go out; who wants no more of a kind says so by one click, and what comes back is heeded."""

from services.notifications.service.room import Room


class Letters(Room):
    pass
