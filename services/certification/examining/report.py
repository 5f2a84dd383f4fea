"""What an examination says: the same at its publisher's home and in the store."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.certification.checks.outcome import Finding, Group
from services.certification.scan.advisory import Found
from services.certification.scan.matching import Uncompared
from services.certification.scan.package import Package

Level = Literal["required", "reviewed", "advice"]
Weight = Literal["pass", "advice", "warn", "fail", "error", "not_run", "waived"]


@dataclass(frozen=True)
class Weighed:
    """A check's outcome as the policy weighs it: what fails is a failure, for a person to read, or advice."""

    check: str
    group: Group
    title: str
    level: Level
    outcome: Weight
    told: str = ""
    findings: tuple[Finding, ...] = ()
    waived_by: str = ""  # who, why and until when; empty: it is not waived

    @property
    def blocks(self) -> bool:
        """A required check that did not pass, or did not run, is in the way of a certificate until it is waived."""
        return self.level == "required" and self.outcome in ("fail", "error", "not_run")


@dataclass(frozen=True)
class PlatformReport:
    platform: str  # of the config
    asked: str  # of the index; empty: the image is no index
    digest: str  # of its manifest
    checks: tuple[Weighed, ...]
    packages: tuple[Package, ...]
    found: tuple[Found, ...] | None  # None: no advisories were at hand
    sbom: bytes  # CycloneDX 1.6, JSON
    problem: str = ""  # why this platform could not be examined; it is never reported as passed
    grade: str = ""  # A to F; empty: nobody knows
    next_drop: date | None = None  # the day on which the grade falls where nothing is rebuilt
    uncompared: tuple[Uncompared, ...] = ()  # of which nobody can say whether they touch a package
    counted: int | None = None  # how many packages there are, where they themselves are not at hand

    @property
    def package_count(self) -> int:
        return len(self.packages) if self.counted is None else self.counted

    @property
    def passed(self) -> bool:
        """Without a single check nobody looked, which is no pass."""
        return not self.problem and bool(self.checks) and not any(check.blocks for check in self.checks)


@dataclass(frozen=True)
class Report:
    reference: str
    digest: str
    kind: str  # container | plugin | scratch | compose
    tool: str  # chandlery's version
    policy: str  # its name and the digest of its text
    advisories: str  # the state of those that were asked; empty: none
    platforms: tuple[PlatformReport, ...]

    @property
    def passed(self) -> bool:
        return bool(self.platforms) and all(platform.passed for platform in self.platforms)
