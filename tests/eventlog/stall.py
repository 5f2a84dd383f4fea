"""A market stall: each good has a name that is its alone. Told twice: as a decider, and as a model in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from eventlog.decider import Context, Decider, Reservation
from eventlog.recorded import Recorded, Released, Reserved
from eventlog.refusal import Conflicting, Missing
from eventlog.testing import MIDDAY
from tests.eventlog.shelf import GoodArrived, GoodRenamed, GoodSold


@dataclass(frozen=True)
class Arrive:
    name: str


@dataclass(frozen=True)
class Rename:
    name: str


@dataclass(frozen=True)
class Sell:
    pass


Command = Arrive | Rename | Sell
KINDS = {each.__name__: each for each in (Arrive, Rename, Sell)}


def decide(command: Command, name: str, by: Context) -> list[Any]:
    match command:
        case Arrive(wanted):
            return [] if name else [GoodArrived(wanted, 1)]
        case _ if not name:
            raise Missing("no-such-good")
        case Rename(wanted):
            return [GoodRenamed(wanted)]
        case Sell():
            return [GoodSold()]


def evolve(name: str, event: Any) -> str:
    return "" if isinstance(event, GoodSold) else str(event.name)


def reserves(command: Command) -> list[Reservation]:
    return [] if isinstance(command, Sell) else [Reservation(f"name-{command.name}", "name-taken", command.name)]


def releases(command: Command, name: str) -> list[str]:
    return [f"name-{name}"] if name else []


item: Decider[Command, str, Any] = Decider("item", "", decide, evolve, reserves, releases)


@dataclass
class Model:
    """What the stall must hold after the same commands, one after another."""

    names: dict[str, str] = field(default_factory=dict)  # by good
    streams: dict[str, list[Any]] = field(default_factory=dict)

    def told(self, good: str, command: Command) -> list[tuple[str, Any]]:
        """The events, each with its stream; raises what must be refused, and changes nothing then."""
        events = list(self._events(good, command))
        for stream, event in events:
            self.streams.setdefault(stream, []).append(event)
        return events

    def _events(self, good: str, command: Command) -> Sequence[tuple[str, Any]]:
        stream, before = f"item-{good}", self.names.get(good, "")
        match command:
            case Arrive() if before:
                return []
            case Arrive(name):
                self._must_be_free(name, good)
                self.names[good] = name
                return [(stream, GoodArrived(name, 1)), (f"name-{name}", Reserved(stream))]
            case _ if not before:
                raise Missing("no-such-good")
            case Sell():
                del self.names[good]
                return [(stream, GoodSold()), (f"name-{before}", Released(stream))]
            case Rename(name):
                self._must_be_free(name, good)
                self.names[good] = name
                if name == before:
                    return [(stream, GoodRenamed(name))]
                moved = [(f"name-{name}", Reserved(stream)), (f"name-{before}", Released(stream))]
                return [(stream, GoodRenamed(name)), *moved]

    def _must_be_free(self, name: str, good: str) -> None:
        if any(other != good and held == name for other, held in self.names.items()):
            raise Conflicting("name-taken", name)


def sent(hand: str, number: int) -> Context:
    """The context of a hand's command number so and so: the same each time it is sent."""
    return Context(f"{hand}/{number}", hand, MIDDAY, correlation=f"{hand}/{number}")


def as_told(events: Sequence[Recorded]) -> list[tuple[str, Any]]:
    return [(each.stream, each.event) for each in events]
