"""That advisories were loaded: told once for each state that they come to."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Forbidden
from services.certification.events import AdvisoriesLoaded

ALL = "all"  # the one stream: advisories of all ecosystems have one state


@dataclass(frozen=True)
class NoteLoaded:
    state: str
    records: int  # that were read
    changed: int


State: TypeAlias = str  # of the advisories when it was told last; empty: never


def decide(command: NoteLoaded, state: State, by: Context) -> list[AdvisoriesLoaded]:
    if not by.has("operator"):
        raise Forbidden("store-only")
    if command.state == state:
        return []
    return [AdvisoriesLoaded(command.state, command.records, command.changed, by.at)]


def evolve(state: State, event: AdvisoriesLoaded) -> State:
    return event.state


loading: Decider[NoteLoaded, State, AdvisoriesLoaded] = Decider("advisories", "", decide, evolve)
