"""Notifications as a service: one command or one query a method; each kind of them is a mixin in a file of its own."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.amqp import deadline
from eventlog.deadlines import Fired
from eventlog.erasing import Erasing
from eventlog.operated import Operated
from services.notifications.service import announcing, digests, endings
from services.notifications.service.announcing import Announcing
from services.notifications.service.delivering import Delivering
from services.notifications.service.digests import Digests
from services.notifications.service.endings import Endings
from services.notifications.service.feeds import Feeds
from services.notifications.service.following import Following
from services.notifications.service.inbox import Inbox
from services.notifications.service.letters import Letters
from services.notifications.service.own_data import OwnData
from services.notifications.service.preferences import Preferences
from services.notifications.service.searches import Searches
from services.notifications.service.webhooks import Webhooks

DUE = (announcing.WHEN_DUE, digests.WHEN_DUE, endings.WHEN_DUE)
WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {name: command for each in DUE for name, command in each.items()}


class Notifications(
    Following,
    Inbox,
    Letters,
    Digests,
    Endings,
    Webhooks,
    Delivering,
    Feeds,
    Searches,
    OwnData,
    Announcing,
    Preferences,
    Erasing,
    Operated,
):
    name = "notifications"

    @deadline
    def fire(self, fired: Fired) -> None:
        WHEN_DUE[fired.name](self, fired)
