"""Whether customers see how many holes are in an uncertified product: its publisher's to say."""

from dataclasses import dataclass

from eventlog.decider import Context, Decider
from services.certification.events import FindingsShown


@dataclass(frozen=True)
class ShowFindings:
    product: str
    publisher: str
    shown: bool


def decide(command: ShowFindings, shown: bool, by: Context) -> list[FindingsShown]:
    by.must_act_for(command.publisher, "owner", "editor")
    return [] if command.shown == shown else [FindingsShown(command.product, command.shown)]


def evolve(shown: bool, event: FindingsShown) -> bool:
    return event.shown


showing: Decider[ShowFindings, bool, FindingsShown] = Decider("findings", False, decide, evolve)
