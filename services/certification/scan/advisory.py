"""What is known of holes in packages (OSV schema 1.6), as far as it decides whether an image has one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Severity = Literal["critical", "high", "medium", "low", "unknown"]


@dataclass(frozen=True)
class Range:
    """Half open: from `introduced` (`0`: from the beginning) up to `fixed`, or through `last_affected`."""

    introduced: str
    fixed: str = ""
    last_affected: str = ""


@dataclass(frozen=True)
class Affected:
    ecosystem: str  # as the record says, with its release
    package: str
    ranges: tuple[Range, ...] = ()
    versions: tuple[str, ...] = ()  # told one by one


@dataclass(frozen=True)
class Advisory:
    id: str
    aliases: tuple[str, ...]
    summary: str
    published: datetime
    modified: datetime
    severity: Severity
    score: float | None  # CVSS base score; None: its source's own word alone, or nothing
    vector: str  # CVSS v3 or v4; empty: none
    affected: tuple[Affected, ...]
    withdrawn: datetime | None = None


@dataclass(frozen=True)
class Found:
    """An advisory that touches a package of an image."""

    advisory: str
    aliases: tuple[str, ...]
    package: str  # as installed
    version: str
    fixed: str  # the lowest version that mends it; empty: none yet
    severity: Severity
    score: float | None
    published: datetime
    where: str
    source: str = "osv"  # or the scanner whose report said so
