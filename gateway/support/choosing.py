"""What a desk's queue is kept to, as its page's address says, and the pages of tickets that are opened from it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from gateway.support import shown
from gateway.support.desks import Room
from gateway.translation import gettext

ALLOWED = {
    "queue": ("all", "own", "unassigned", "handed"),
    "state": ("open", "resolved", "closed", "merged"),
    "priority": ("", "1", "2", "3", "4"),
    "waiting_on": ("", "store", "publisher", "partner", "customer"),
}
LONGEST = 130  # characters of an address


@dataclass(frozen=True)
class Chosen:
    queue: str = "all"
    state: str = "open"
    priority: str = ""
    waiting_on: str = ""
    publisher: str = ""
    product: str = ""  # its address
    before: str = ""  # what the queue's page before ended with

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Chosen":
        """What makes no sense is left out."""
        told = {name: given.get(name, "").strip()[:LONGEST] for name in asdict(cls())}
        sound = {name: value for name, value in told.items() if value in ALLOWED.get(name, (value,))}
        return cls(**{name: value for name, value in sound.items() if value})

    @property
    def narrow(self) -> bool:
        """Beyond one of the desk's lists of what is open."""
        return replace(self, queue="all", before="") != Chosen()

    def words(self) -> list[str]:
        """What it is kept to, beyond one of the desk's lists of what is open."""
        named = {"state": shown.state_words(), "priority": priorities(), "waiting_on": waiters()}
        said = {name: value for name, value in self.said().items() if name not in ("queue", "before")}
        return [named.get(name, {}).get(value, value) for name, value in said.items()]

    def asked(self, room: Room) -> dict[str, Any]:
        """As support takes it; to a publisher's people `publisher` names their desk."""
        told = asdict(self)
        return told | {"priority": int(self.priority or 0), "publisher": room.publisher or self.publisher}

    def said(self) -> dict[str, str]:
        """What is not as it usually is."""
        usual = asdict(Chosen())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    def address(self, **changed: str) -> str:
        """What follows a page's address: `?queue=own&priority=1`, or nothing."""
        said = replace(self, **changed).said()
        return f"?{urlencode(said)}" if said else ""


def lists() -> list[tuple[str, str]]:
    ours = [("all", gettext("By deadline")), ("own", gettext("Mine")), ("unassigned", gettext("Nobody’s"))]
    return [*ours, ("handed", gettext("Handed over"))]


def priorities() -> dict[str, str]:
    return {str(number): f"P{number}, {word}" for number, word in shown.priority_words().items()}


def waiters() -> dict[str, str]:
    return {
        "store": gettext("the store"),
        "publisher": gettext("a publisher"),
        "partner": gettext("a partner"),
        "customer": gettext("the customer"),
    }
