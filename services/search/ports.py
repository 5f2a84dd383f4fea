"""What search needs from outside: an index that keeps documents and can be thrown away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.search.index.document import Document


@dataclass(frozen=True)
class Checkpoint:
    """Up to where the document table is in the index: the highest revision, and the log that it counts in."""

    log: str = ""
    revision: int = 0


@dataclass(frozen=True)
class Change:
    """A product's row at a revision: its document, or None where it is not to be found any more."""

    id: str
    revision: int
    document: Document | None


class Index(Protocol):
    def checkpoint(self) -> Checkpoint | None:
        """None: there is no index, or one of another program."""

    def apply(self, changes: Sequence[Change], checkpoint: Checkpoint) -> None:
        """Puts the changes in; once it returns they are found, and the checkpoint stands."""

    def rebuild(self, batches: Iterable[Sequence[Change]], checkpoint: Checkpoint) -> None:
        """Builds an index beside the present one from all documents, then swaps: searches go on meanwhile."""

    def close(self) -> None: ...
