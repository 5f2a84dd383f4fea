"""Which of the advisories touch which of the packages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.certification.scan.advisory import Advisory, Found
from services.certification.scan.package import Package


@dataclass(frozen=True)
class Uncompared:
    """Whether the advisory touches the package cannot be told: no order of such versions is known."""

    advisory: str
    package: str
    version: str
    ecosystem: str


def match(packages: Iterable[Package], advisories: Iterable[Advisory]) -> list[Found]:
    """Each hole once a package, though several advisories tell of it under each other's names."""
    return matched(packages, advisories)[0]


def matched(packages: Iterable[Package], advisories: Iterable[Advisory]) -> tuple[list[Found], Sequence[Uncompared]]:
    """Also what could not be compared; it is not among the findings."""
    raise NotImplementedError
