"""A repository: what its publisher pushed, which of it was released to customers, and under which tags."""

from typing import TypeAlias

from eventlog.decider import Context, Decider
from services.catalog.deciders import attesting, pushing, releasing, versions
from services.catalog.deciders.repository_state import Event, Repository, evolve

Command: TypeAlias = attesting.Command | pushing.Command | releasing.Command | versions.Command


def decide(command: Command, state: Repository, by: Context) -> list[Event]:
    if isinstance(command, pushing.Command):
        return pushing.decide(command, state, by)
    if isinstance(command, releasing.Command):
        return releasing.decide(command, state, by)
    if isinstance(command, attesting.Command):
        return attesting.decide(command, state, by)
    return versions.decide(command, state, by)


repository: Decider[Command, Repository, Event] = Decider("repository", Repository(), decide, evolve)
