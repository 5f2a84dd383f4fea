"""The advisories that were loaded: read once, asked for by package, and whose they were when something changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from services.certification.scan.advisory import Advisory
from services.certification.scan.package import Key, Package


class Mark(NamedTuple):
    """Of which form of a record we speak."""

    id: str
    modified: str


def unknown(db: Connection, marks: Sequence[Mark]) -> list[str]:
    """Ids of those that are not here in that form or a newer one: only these are worth handing over."""
    raise NotImplementedError


def load(db: Connection, records: Iterable[Advisory]) -> set[Key]:
    """Takes in what is not known in this form or a newer one; the packages that it speaks of, or spoke of, are
    noted as touched in the same transaction, and told.
    """
    raise NotImplementedError


def about(db: Connection, keys: Collection[Key]) -> Iterator[Advisory]:
    """Each with what it says of these packages alone; withdrawn ones are not among them."""
    raise NotImplementedError


def state(db: Connection) -> str:
    """Which they are, see scan.advisory.Advisories."""
    raise NotImplementedError


def counted(db: Connection) -> Mapping[str, int]:
    """How many there are about each ecosystem."""
    raise NotImplementedError


class Stored:
    """scan.advisory.Advisories of a database, as far as a transaction sees them."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    @property
    def state(self) -> str:
        return state(self._db)

    def about(self, packages: Iterable[Package]) -> Iterator[Advisory]:
        return about(self._db, {package.key for package in packages})
