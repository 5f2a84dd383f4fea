"""Somebody with personal fields who is no account (a publisher, say): all that can happen here is to be erased."""

from dataclasses import dataclass

from eventlog.decider import Context, Decider
from services.identity.events import SubjectErased


@dataclass(frozen=True)
class EraseSubject:
    subject: str


@dataclass(frozen=True)
class Known:
    pass


@dataclass(frozen=True)
class Erased:
    pass


State = Known | Erased


def decide(command: EraseSubject, state: State, by: Context) -> list[SubjectErased]:
    by.must_have("operator")
    return [] if isinstance(state, Erased) else [SubjectErased(command.subject)]


def evolve(state: State, event: SubjectErased) -> State:
    return Erased()


subject: Decider[EraseSubject, State, SubjectErased] = Decider("subject", Known(), decide, evolve)
