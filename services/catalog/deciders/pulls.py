"""A repository's pulls of one day: told whole, and told again only where a notice has changed them."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Forbidden
from services.catalog.events import PullCount, PullsCounted


@dataclass(frozen=True)
class CountPulls:
    repository: str
    product: str
    plan: str
    day: date
    counts: tuple[PullCount, ...]


State: TypeAlias = PullsCounted | None


def day_of(repository: str, day: date) -> str:
    """A stream a day: no day's count has to read all the days before it."""
    return f"{repository}/{day.isoformat()}"


def decide(command: CountPulls, state: State, by: Context) -> list[PullsCounted]:
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")
    told = PullsCounted(command.repository, command.product, command.plan, command.day, command.counts)
    return [] if told == state or (state is None and not command.counts) else [told]


def evolve(state: State, event: PullsCounted) -> State:
    return event


pulls: Decider[CountPulls, State, PullsCounted] = Decider("pulls", None, decide, evolve)
