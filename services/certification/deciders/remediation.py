"""What must be mended in a repository, by when, and what follows where it is not.

Judged by its newest release: a hole is open while that has it. A clock begins where the repository carries a
certificate and a version mends the hole, and runs on, whatever is released, until the hole is gone.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from eventlog.decider import Context, Decider
from services.certification.deciders import clock
from services.certification.deciders.clock import Clock
from services.certification.deciders.image import only_the_store
from services.certification.deciders.remediation_state import Event, Open, Remediation, evolve
from services.certification.deciders.stating import StateVex, state_vex
from services.certification.events import (
    RemediationGivenUp,
    RemediationMissed,
    VulnerabilityFixed,
    VulnerabilityFound,
)

VULNERABILITIES = uuid.UUID("0b7f1b0e-52c2-5c0c-9c55-41d6a1c3f2aa")


@dataclass(frozen=True)
class Hole:
    """One advisory that touches one package of the newest release, on these platforms."""

    platforms: tuple[str, ...]
    advisory: str
    aliases: tuple[str, ...]
    package: str
    version: str
    fixed: str  # empty: no version mends it yet
    severity: str
    score: float | None


@dataclass(frozen=True)
class NoteHoles:
    """Everything that the newest release has; where nothing is released, `digest` is empty and there are no holes."""

    product: str
    repository: str
    digest: str
    tag: str
    certified: bool  # whether any image that customers may pull from this repository carries a certificate
    holes: tuple[Hole, ...]


@dataclass(frozen=True)
class CheckRemediation:
    """It was due at this time; given by the deadline alone."""

    vulnerability: str
    due: datetime


@dataclass(frozen=True)
class GiveUp:
    """A month after it was missed; given by the deadline alone."""

    vulnerability: str


Command: TypeAlias = NoteHoles | CheckRemediation | GiveUp | StateVex


def id_of(repository: str, advisory: str, package: str) -> str:
    """One vulnerability, whichever release has it and however often it is found."""
    return str(uuid.uuid5(VULNERABILITIES, f"{repository}/{advisory}/{package}"))


def decide(command: Command, state: Remediation, by: Context) -> list[Event]:
    if isinstance(command, StateVex):
        return _state(command, state, by)
    only_the_store(by)
    match command:
        case NoteHoles():
            return [*_found(command, state, by), *_gone(command, state, by)]
        case CheckRemediation(vulnerability, due):
            hole = state.open.get(vulnerability)
            return [] if hole is None or hole.clock is None or hole.clock.due != due else _judge(hole, state, by)
        case GiveUp(vulnerability):
            return _give_up(state.open.get(vulnerability), by)


def _found(command: NoteHoles, state: Remediation, by: Context) -> Iterator[Event]:
    for hole in command.holes:
        vulnerability = id_of(command.repository, hole.advisory, hole.package)
        known = state.open.get(vulnerability)
        new = _as_found(command, hole, vulnerability, _due(hole, vulnerability, command, state, by), by)
        if known is None or replace(new, at=known.found.at) != known.found:
            yield new


def _due(hole: Hole, vulnerability: str, command: NoteHoles, state: Remediation, by: Context) -> datetime | None:
    known = state.open.get(vulnerability)
    running = known.clock if known is not None else None
    begins = command.certified and not state.stopped(vulnerability)
    if not hole.fixed or (running is None and not begins):
        return None
    ticking = clock.set_for(hole.severity, hole.score, running, by.at)
    return None if ticking is None else ticking.due


def _as_found(
    command: NoteHoles, hole: Hole, vulnerability: str, due: datetime | None, by: Context
) -> VulnerabilityFound:
    return VulnerabilityFound(
        vulnerability=vulnerability,
        product=command.product,
        repository=command.repository,
        digest=command.digest,
        tag=command.tag,
        platforms=hole.platforms,
        advisory=hole.advisory,
        aliases=hole.aliases,
        package=hole.package,
        version=hole.version,
        fixed=hole.fixed,
        severity=hole.severity,
        score=hole.score,
        due=due,
        at=by.at,
    )


def _gone(command: NoteHoles, state: Remediation, by: Context) -> Iterator[Event]:
    """The same image has it no more: then nobody mended it, and its source took it back."""
    left = {id_of(command.repository, hole.advisory, hole.package) for hole in command.holes}
    for vulnerability, known in state.open.items():
        if vulnerability not in left:
            how = "withdrawn" if known.found.digest == command.digest else "released"
            named = (known.found.product, known.found.repository, known.found.advisory)
            yield VulnerabilityFixed(vulnerability, *named, how, by.at)


def _state(command: StateVex, state: Remediation, by: Context) -> list[Event]:
    """What is taken back lets the clock run as if it had never been said; one that never ran begins now."""
    stated = state_vex(command, state, by)
    after = state
    for event in stated:
        after = evolve(after, event)
    hole = after.open.get(command.vulnerability)
    if not stated or hole is None or after.stopped(command.vulnerability):
        return [*stated]
    if hole.clock is not None:
        return [*stated, *_judge(hole, after, by)]
    begun = _begun(hole, by) if command.certified else None
    return [*stated] if begun is None else [*stated, replace(hole.found, due=begun.due, at=by.at)]


def _begun(hole: Open, by: Context) -> Clock | None:
    found = hole.found
    return clock.set_for(found.severity, found.score, None, by.at) if found.fixed else None


def _judge(hole: Open, state: Remediation, by: Context) -> list[Event]:
    found = hole.found
    if hole.missed or hole.clock is None or hole.clock.due > by.at or state.stopped(found.vulnerability):
        return []
    named = (found.vulnerability, found.product, found.repository, found.advisory, found.severity)
    return [RemediationMissed(*named, hole.clock.due, hole.revoked_at or clock.month_after(by.at))]


def _give_up(hole: Open | None, by: Context) -> list[Event]:
    if hole is None or not hole.missed or hole.given_up or hole.revoked_at is None or hole.revoked_at > by.at:
        return []
    found = hole.found
    return [RemediationGivenUp(found.vulnerability, found.product, found.repository, found.advisory)]


remediation: Decider[Command, Remediation, Event] = Decider("remediation", Remediation(), decide, evolve)
