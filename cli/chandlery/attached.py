"""Files of tickets from one place to another: out of a store into its backup, and back."""

import tempfile
from pathlib import Path

from gateway.support.storing import Place

SHELVES = ("files", "of", "waiting")


def copy(source: Place, target: Place) -> None:
    """What is there already stays as it is; raises Unavailable where a bucket does not answer."""
    with tempfile.TemporaryDirectory() as folder:
        for shelf in SHELVES:
            there = set(target.names(shelf))
            for name in source.names(shelf):
                if name not in there:
                    _one(name, source, target, Path(folder) / "file")


def _one(name: str, source: Place, target: Place, between: Path) -> None:
    pieces = source.pieces(name)
    if pieces is None:
        return  # erased meanwhile
    with between.open("wb") as file:
        file.writelines(pieces)
    target.put(name, between)
