"""What is known of holes in packages (OSV schema 1.6), as far as it decides whether an image has one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from services.certification.scan.package import Package

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
    module: str = ""  # the stream of an rpm module that it is about alone, nodejs:18; empty: not told


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
    related: tuple[str, ...] = ()  # CVEs that an update of a distribution mends; not other names of the same thing
    said: str = ""  # how its source calls its severity, where that decided: Important


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
    said: str = ""  # its source's own word for the severity, where there is no vector


class Advisories(Protocol):
    """Those at hand: of a store's database, or of a file beside the tool."""

    @property
    def state(self) -> str:
        """Another whenever one came or changed, the same for the same advisories anywhere; empty: there are none."""

    def about(self, packages: Iterable[Package]) -> Iterator[Advisory]:
        """Each once, with what it says of these packages alone."""
