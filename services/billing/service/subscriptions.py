"""What somebody subscribed to: started, changed, renewed and ended, each change shown before it is made."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.deadlines import Fired
from services.billing.service.desk import Desk

WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {}


class Subscriptions(Desk):
    pass
