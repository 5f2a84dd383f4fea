"""Given events, when a command comes, then events or a refusal: how the rules of a decider are told and tested."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, Generic

from eventlog.decider import C, Context, Decider, E, S
from eventlog.refusal import Refused

MIDDAY = datetime(2026, 1, 15, 12, tzinfo=UTC)


def acting(actor: str, *roles: str, at: datetime = MIDDAY) -> Context:
    """A context for tests: this actor, with these roles, at a fixed time."""
    return Context(command_id="command-1", actor=actor, at=at, roles=frozenset(roles), correlation="test")


@dataclass(frozen=True)
class Scenario(Generic[C, S, E]):
    """A story about one stream; each step returns a new scenario, so a common beginning can be shared."""

    decider: Decider[C, S, E]
    context: Context
    history: tuple[E, ...] = ()

    def given(self, *events: E) -> "Scenario[C, S, E]":
        return replace(self, history=self.history + events)

    def by(self, context: Context) -> "Scenario[C, S, E]":
        return replace(self, context=replace(context, at=self.context.at))

    def on(self, day: date | datetime) -> "Scenario[C, S, E]":
        at = day if isinstance(day, datetime) else datetime.combine(day, time(12), UTC)
        return replace(self, context=replace(self.context, at=at))

    def when(self, command: C) -> "Outcome[E]":
        decide: Callable[[C, S, Context], list[E]] = self.decider.decide
        try:
            return Outcome(decide(command, self.decider.fold(self.history), self.context))
        except Refused as refused:
            return Outcome([], refused)

    @property
    def state(self) -> S:
        return self.decider.fold(self.history)


@dataclass(frozen=True)
class Outcome(Generic[E]):
    events: list[E]
    refused: Refused | None = field(default=None)

    def then(self, *expected: Any) -> None:
        assert self.refused is None, f"refused: {self.refused}"
        assert self.events == list(expected)

    def then_refused(self, code: str) -> None:
        assert self.refused is not None, f"was not refused, but decided {self.events}"
        assert self.refused.code == code
