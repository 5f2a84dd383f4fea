"""What is known of the holes in a repository's newest release: their clocks, and what its publisher says of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias

from services.certification.deciders.clock import Clock
from services.certification.events import (
    RemediationGivenUp,
    RemediationMissed,
    VexStated,
    VulnerabilityFixed,
    VulnerabilityFound,
)

Event: TypeAlias = VulnerabilityFound | VulnerabilityFixed | VexStated | RemediationMissed | RemediationGivenUp
STOPPING = ("not_affected", "fixed")  # what its publisher says of a hole, so that no clock runs on it


@dataclass(frozen=True)
class Open:
    """A hole that the newest release has; `revoked_at` stays once it was missed, whatever is said of it meanwhile."""

    found: VulnerabilityFound
    clock: Clock | None = None
    missed: bool = False
    revoked_at: datetime | None = None
    given_up: bool = False


def nothing() -> Any:
    return field(default_factory=dict)


@dataclass(frozen=True)
class Remediation:
    """By vulnerability: `open`, and `vex`, which outlives a mended hole: what was said of it holds where it returns."""

    open: Mapping[str, Open] = nothing()
    vex: Mapping[str, VexStated] = nothing()

    def stopped(self, vulnerability: str) -> bool:
        said = self.vex.get(vulnerability)
        return said is not None and said.status in STOPPING

    def due(self, vulnerability: str) -> datetime | None:
        """When it must be mended; None: no clock runs on it."""
        hole = self.open.get(vulnerability)
        if hole is None or hole.clock is None or self.stopped(vulnerability):
            return None
        return hole.clock.due

    @property
    def harmless(self) -> frozenset[str]:
        """What its publisher says is no hole of its product."""
        return frozenset(vulnerability for vulnerability in self.vex if self.stopped(vulnerability))

    @property
    def missed(self) -> frozenset[str]:
        """Whatever keeps the product on hold."""
        return frozenset(vulnerability for vulnerability, each in self.open.items() if each.missed)


def evolve(state: Remediation, event: Event) -> Remediation:
    match event:
        case VulnerabilityFound(vulnerability=vulnerability):
            return _open(state, vulnerability, _found(state.open.get(vulnerability), event))
        case VulnerabilityFixed(vulnerability=vulnerability):
            return replace(state, open={name: each for name, each in state.open.items() if name != vulnerability})
        case VexStated(vulnerability=vulnerability, status=status):
            state = replace(state, vex={**state.vex, vulnerability: event})
            known = state.open.get(vulnerability)
            if known is None or status not in STOPPING:
                return state
            return _open(state, vulnerability, replace(known, missed=False))
        case RemediationMissed(vulnerability=vulnerability, revoked_at=at):
            return _open(state, vulnerability, replace(state.open[vulnerability], missed=True, revoked_at=at))
        case RemediationGivenUp(vulnerability=vulnerability):
            return _open(state, vulnerability, replace(state.open[vulnerability], given_up=True))


def _found(known: Open | None, event: VulnerabilityFound) -> Open:
    if event.due is None:
        return Open(event, revoked_at=known.revoked_at if known else None)
    running = known.clock if known else None
    clock = Clock(running.since if running else event.at, event.due)
    if known is None:
        return Open(event, clock)
    return replace(known, found=event, clock=clock, missed=known.missed and event.due <= event.at)


def _open(state: Remediation, vulnerability: str, hole: Open) -> Remediation:
    return replace(state, open={**state.open, vulnerability: hole})
