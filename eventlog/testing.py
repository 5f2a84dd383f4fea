"""Given events, when a command comes, then events or a refusal: how the rules of a decider are told and tested."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Generic

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import StaticPool

from eventlog.decider import C, Context, Decider, E, S
from eventlog.generations import create_tables
from eventlog.projection import Projection, apply
from eventlog.recorded import Recorded
from eventlog.refusal import Refused
from eventlog.rows import ordered
from eventlog.schema import registry
from eventlog.tables import parked

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


def recorded(event: Any, stream: str, position: int = 1, *, at: datetime = MIDDAY, actor: str = "ada") -> Recorded:
    """The event in an envelope, as a projection or a policy gets it."""
    stored_as, dataversion, data = registry.dump(event)
    return Recorded(
        id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{stored_as}/{stream}/{position}")),
        source=stored_as.partition(".")[0],
        type=stored_as,
        dataversion=dataversion,
        stream=stream,
        version=position,
        position=position,
        time=at,
        data=data,
        correlation="test",
        causation="",
        actor=actor,
        traceparent="",
        hash="",
        line=b"",
        given=event,
    )


def project(
    projections: Sequence[Projection], events: Iterable[tuple[str, Any] | Recorded], url: str = ""
) -> Connection:
    """What the projections show after these events, each a (stream, event) or a Recorded.

    In SQLite's memory, or in the database at `url`, where nothing stays of it once the connection is closed.
    """
    engine = create_engine(url) if url else create_engine("sqlite://", poolclass=StaticPool)
    db = engine.connect()
    if db.dialect.name == "postgresql":
        db.execute(text("CREATE SCHEMA eventlog_testing"))
        db.execute(text("SET LOCAL search_path TO eventlog_testing"))
    create_tables(db, [parked, *(table for projection in projections for table in ordered(projection.tables))])
    placed = (
        given if isinstance(given, Recorded) else recorded(given[1], given[0], position)
        for position, given in enumerate(events, 1)
    )
    for told in placed:
        apply([projection for projection in projections if projection.source == told.source], db, [told])
    return db


class Keyring:
    """Keys of subjects, kept in memory: what tests give a log that holds personal fields."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes | None] = {}

    def of(self, subjects: Iterable[str], *, create: bool = False) -> Mapping[str, bytes | None]:
        asked = list(subjects)
        if create:
            for subject in asked:
                self._keys.setdefault(subject, AESGCM.generate_key(256))
        return {subject: self._keys.get(subject) for subject in asked}

    def erase(self, subject: str) -> None:
        self._keys[subject] = None


def check_samples(folder: Path, source: str) -> None:
    """Every version of every event that `source` ever released has a stored sample, and is read from it."""
    ours = [schema for schema in registry if schema.stored_as.startswith(f"{source}.")]
    assert ours, f"no event of {source} is known: import its events first"
    for schema in ours:
        for dataversion in range(1, schema.dataversion() + 1):
            sample = folder / f"{schema.stored_as}.{dataversion}.json"
            event = registry.load(schema.stored_as, dataversion, json.loads(sample.read_text()))
            assert isinstance(event, schema.event), sample.name
            schema().load(schema().dump(event))
    known = {f"{schema.stored_as}.{v}.json" for schema in ours for v in range(1, schema.dataversion() + 1)}
    assert {sample.name for sample in folder.glob("*.json")} <= known, "a sample is of no event that is known"
