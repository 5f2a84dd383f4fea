"""Which advisories touch the packages that images hold: kept by package, so that an image costs nothing to rescan."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection

from services.certification.scan.advisory import Found


class Unsettled(NamedTuple):
    """An image whose findings are others than before."""

    number: int
    digest: str


def findings_of(db: Connection, digest: str) -> list[Found]:
    """As of now: of the packages that the platform's manifest holds, against all advisories that were loaded."""
    raise NotImplementedError


def match_touched(db: Connection, at_most: int = 1000) -> int:
    """Matches packages again whose advisories changed, and notes the images of those whose findings did.

    Returns how many it took of what was touched; 0: nothing is left. One transaction each, as often as it returns
    more: cut off, it goes on where it was.
    """
    raise NotImplementedError


def unsettled(db: Connection, at_most: int = 1000) -> list[Unsettled]:
    """The same again until they are settled."""
    raise NotImplementedError


def settled(db: Connection, told: Collection[Unsettled]) -> None:
    """Their ratings and holes are told."""
    raise NotImplementedError
