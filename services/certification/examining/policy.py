"""What the store asks of an image and how much each check weighs: its own policy, or one that stands over it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.certification.checks import Kind
from services.certification.checks.outcome import Criterion, Outcome
from services.certification.examining.policy_file import PolicyFile, Waiver, read
from services.certification.examining.report import Level, Weighed, Weight
from services.certification.scan.observed import Rules

WEIGHT_OF_FAILURE: dict[Level, Weight] = {"required": "fail", "reviewed": "warn", "advice": "advice"}


@dataclass(frozen=True)
class Policy:
    """`levels` by check; one that is missing is not asked. `rules` go to the checks with `Observed`."""

    name: str
    digest: str  # of the text that was given; of the store's own where none was
    kind: Kind
    levels: Mapping[str, Level]
    rules: Rules
    waivers: tuple[Waiver, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.name} {self.digest}"

    def asks(self, criterion: Criterion) -> bool:
        return criterion.id in self.levels


def load_policy(text: str | None, kind: Kind) -> Policy:
    """The store's own, and over it what the text (TOML) names; raises WrongPolicy, which names every wrong key."""
    own = _own()
    given = read(text, own.known) if text is not None else PolicyFile()
    levels = own.levels_of(kind) | given.levels_of(kind)
    return Policy(
        name=given.name or own.name,
        digest=_digest(text if text is not None else _own_text()),
        kind=kind,
        levels={check: level for check, level in levels.items() if level != "off"},
        rules=given.rules_over(own.rules_over(Rules())),
        waivers=given.waivers,
    )


def weigh(check: Criterion, outcome: Outcome, policy: Policy, today: str = "") -> Weighed:
    """`today` (2026-11-29) ends waivers; empty: nobody knows the day, and none that has an end counts."""
    level = policy.levels[check.id]
    weight: Weight = WEIGHT_OF_FAILURE[level] if outcome.result == "fail" else outcome.result
    waiver = next((each for each in policy.waivers if each.check == check.id and each.counts(today)), None)
    if waiver is None or weight == "pass":
        return Weighed(check.id, check.group, check.title, level, weight, outcome.told, outcome.findings)
    told, findings = outcome.told, outcome.findings
    return Weighed(check.id, check.group, check.title, level, "waived", told, findings, waiver.told)


@cache
def _own_text() -> str:
    return (Path(__file__).parent / "policy.toml").read_text(encoding="utf-8")


@cache
def _own() -> PolicyFile:
    return read(_own_text(), known=None)


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
