"""What certification found in a released version, as far as the store states it beside the image, signed."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context
from services.catalog.deciders.pushing import only_the_store
from services.catalog.deciders.repository_state import Event, Repository
from services.catalog.events import Bill, Holes, VersionExamined, VersionScanned


@dataclass(frozen=True)
class NoteExamined:
    digest: str
    bills: tuple[Bill, ...]


@dataclass(frozen=True)
class NoteScanned:
    digest: str
    holes: tuple[Holes, ...]
    advisories: str


Command: TypeAlias = NoteExamined | NoteScanned


def decide(command: Command, state: Repository, by: Context) -> list[Event]:
    """Nothing is stated twice, nor of what customers cannot pull."""
    only_the_store(by)
    if command.digest not in state.pullable():
        return []
    match command:
        case NoteExamined(digest, bills):
            known = state.examined.get(digest)
            same = known is not None and known.bills == bills
            return [] if same or not bills else [VersionExamined(state.name, digest, bills, by.at)]
        case NoteScanned(digest, holes, advisories):
            scanned = state.scanned.get(digest)
            same = scanned is not None and scanned.holes == holes
            return [] if same or not holes else [VersionScanned(state.name, digest, holes, advisories, by.at)]
