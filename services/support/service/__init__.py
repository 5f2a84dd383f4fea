"""Support as a service: one command or one query a method; each kind of them is a mixin in a file of its own."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.amqp import deadline
from eventlog.deadlines import Fired
from eventlog.erasing import Erasing
from eventlog.operated import Operated
from services.support.service.desk import Desk

WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {}


class Support(Desk, Erasing, Operated):
    name = "support"

    @deadline
    def fire(self, fired: Fired) -> None:
        WHEN_DUE[fired.name](self, fired)
