"""A bundle that somebody brought, as a file or a folder, of which only plain files under plain names are read."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.docker_store import archive, layout
from cli.docker_store.archive import MOST_FILES, hostile
from cli.docker_store.ending import Stop
from cli.docker_store.wire import MOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

DEEPEST = 4


class Section:
    """So many bytes of a file from an offset, as a file of its own; `seen` is told how many were read."""

    def __init__(self, file: BinaryIO, offset: int, size: int) -> None:
        self._file, self._offset, self.size, self._at = file, offset, size, 0
        self.seen: Callable[[int], None] = lambda count: None

    def after(self, at: int) -> Section:
        """What is left of it from there."""
        rest = Section(self._file, self._offset + at, self.size - at)
        rest.seen = self.seen
        return rest

    def seek(self, at: int) -> int:
        self._at = min(at, self.size)
        return self._at

    def read(self, most: int = -1) -> bytes:
        left = self.size - self._at
        self._file.seek(self._offset + self._at)
        content = self._file.read(left if most < 0 else min(most, left))
        self._at += len(content)
        self.seen(len(content))
        return content


class Opened:
    """`sizes` by name, in bytes."""

    def __init__(self, sizes: dict[str, int], places: dict[str, tuple[Any, int]]) -> None:
        self.sizes, self._places = sizes, places

    @contextmanager
    def open(self, name: str) -> Iterator[Section]:
        """Raises Stop for what is not there."""
        if name not in self._places:
            raise hostile(f"{name} is missing")
        place, offset = self._places[name]
        if not isinstance(place, Path):
            yield Section(place, offset, self.sizes[name])
            return
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(place, flags), "rb") as file:
            yield Section(file, 0, self.sizes[name])

    def small(self, name: str, most: int = MOST) -> bytes:
        """All of it, where it is no more than a manifest may be."""
        if self.sizes.get(name, 0) > most:
            raise hostile(f"{name} is larger than it could be")
        with self.open(name) as file:
            return file.read()


@contextmanager
def opened(place: Path) -> Iterator[Opened]:
    if place.is_dir():
        sizes = dict(_within(place, "", 0))
        yield Opened(sizes, {name: (place / name, 0) for name in sizes})
        return
    try:
        file = place.open("rb")
    except OSError as wrong:
        raise Stop(
            f"{place} cannot be read: {wrong.strerror}.", "It is the file, or the folder, that `bundle` wrote."
        ) from wrong
    with file:
        found = archive.entries(file)
        yield Opened(
            {name: one[1] for name, one in found.items()}, {name: (file, one[0]) for name, one in found.items()}
        )


def _within(folder: Path, before: str, depth: int) -> Iterator[tuple[str, int]]:
    """Names with sizes; raises Stop for links, devices and what no bundle has."""
    with os.scandir(folder) as listed:
        for count, entry in enumerate(listed):
            name = f"{before}{entry.name}"
            told = entry.stat(follow_symlinks=False)
            if count > MOST_FILES or depth > DEEPEST:
                raise hostile(f"it has more than {MOST_FILES} files, or deeper folders than any")
            if stat.S_ISDIR(told.st_mode):
                yield from _within(Path(entry.path), f"{name}/", depth + 1)
            elif not stat.S_ISREG(told.st_mode) or not layout.is_name(name):
                raise hostile(f"{name[:100]!r} is no plain file under a plain name")
            else:
                yield name, told.st_size
