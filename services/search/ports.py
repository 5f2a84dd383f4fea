"""What search needs from outside: an index that keeps documents and can be thrown away, and built again from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from vocabulary.asking import Asking


@dataclass(frozen=True)
class Document:
    """One findable product, at one revision of its row."""

    id: str
    revision: int
    slug: str
    name: str
    publisher: str
    publisher_name: str
    short_description: str
    description: str  # Markdown
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    type: str
    kind: str
    prices: tuple[str, ...]  # free, paid, trial
    platforms: tuple[str, ...]
    held: bool
    updated: str
    logo: str
    pulls: int
    stars: int  # of all ratings together
    ratings: int
    price_from: Asking | None = None  # the least that a plan asks for
    several: bool = False  # whether it has more than one plan
    certified: bool = False
    grade: str = ""  # A to F; empty: not graded
    given_up: bool = False  # every image that can be had under a tag is deprecated

    @property
    def rating(self) -> float | None:
        """The mean of its ratings, 1 to 5; None: nobody has rated it."""
        return round(self.stars / self.ratings, 2) if self.ratings else None

    @property
    def deprecated(self) -> bool:
        """Publishers say so of each image, or in the first word of the line under the name."""
        return self.given_up or self.short_description.casefold().startswith("deprecated")


@dataclass(frozen=True)
class Checkpoint:
    """Which state of the document table an index holds.

    `table` names the log that the table was made from and the table's generation; a higher `revision` in the same
    table means rows that changed since. What was parked
    comes late, with an old revision.
    """

    table: str = ""
    revision: int = 0
    parked: tuple[int, ...] = ()  # positions of events that could not be applied yet

    def leads_to(self, other: "Checkpoint") -> bool:
        """Whether the rows changed since are all there is to do; else the index is to be built anew."""
        return self.table == other.table and self.revision <= other.revision and {*self.parked} <= {*other.parked}


@dataclass(frozen=True)
class Change:
    """A product's row at a revision: its document, or None where it is not to be found any more."""

    id: str
    revision: int
    document: Document | None


class Index(Protocol):
    def is_ours(self) -> bool:
        """Whether this process may write it; where several keep one index, one of them does."""

    def checkpoint(self) -> Checkpoint | None:
        """None: there is no index, or one of another program."""

    def apply(self, changes: Sequence[Change], checkpoint: Checkpoint) -> None:
        """Puts the changes in; once it returns they are found, and the checkpoint stands."""

    def rebuild(self, batches: Iterable[Sequence[Change]], checkpoint: Checkpoint) -> None:
        """Builds an index beside the present one from all documents, then swaps: searches go on meanwhile."""

    def close(self) -> None: ...
