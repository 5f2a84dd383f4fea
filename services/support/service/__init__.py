"""Support as a service: one command or one query a method; each kind of them is a mixin in a file of its own."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.amqp import deadline
from eventlog.deadlines import Fired
from eventlog.erasing import Erasing
from eventlog.operated import Operated
from services.support.service import clocks, looks, tickets
from services.support.service.asking_to_erase import AskingToErase
from services.support.service.clocks import Clocks
from services.support.service.handovers import Handovers
from services.support.service.letters import Letters
from services.support.service.looks import Looks
from services.support.service.own_data import OwnData
from services.support.service.promises import Promises
from services.support.service.queue import Queue
from services.support.service.reports import Reports
from services.support.service.tickets import Tickets

DUE = (clocks.WHEN_DUE, looks.WHEN_DUE, tickets.WHEN_DUE)
WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {name: command for each in DUE for name, command in each.items()}


class Support(
    Handovers, Tickets, Queue, Looks, Letters, Promises, Reports, Clocks, OwnData, AskingToErase, Erasing, Operated
):
    name = "support"

    @deadline
    def fire(self, fired: Fired) -> None:
        WHEN_DUE[fired.name](self, fired)
