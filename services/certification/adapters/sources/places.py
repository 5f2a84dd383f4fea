"""Files by name where an image lies on disk: in a folder, or in a tar that is read in place."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from services.certification.ports import Unreadable
from services.certification.scan.tar import members
from services.certification.scan.tree import cleaned

MOST = 100_000  # names in an archive
LINKS = 8  # old Docker engines write a layer that two images share once, and links to it


class Place(Protocol):
    def __contains__(self, name: str) -> bool: ...

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Raises Unreadable where there is no such file."""

    def size(self, name: str) -> int: ...


def place(path: Path) -> Place:
    return Folder(path) if path.is_dir() else Tar(path)


def read(place: Place, name: str, limit: int) -> bytes:
    with place.open(name) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise Unreadable(f"{name} is longer than {limit:,} bytes.")
    return content


class Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __contains__(self, name: str) -> bool:
        return (self._path / name).is_file()

    def size(self, name: str) -> int:
        return (self._path / name).stat().st_size

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        if name not in self:
            raise Unreadable(f"{name} is not in {self._path}.")
        try:
            with (self._path / name).open("rb") as file:
                yield file
        except OSError as wrong:
            raise Unreadable(f"{name} in {self._path} cannot be read: {wrong.strerror}.") from wrong


class Tar:
    """Its names are read once; contents are read where they lie."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at: dict[str, tuple[int, int]] = {}
        self._links: dict[str, str] = {}
        try:
            with path.open("rb") as file:
                self._index(_Seeking(file))
        except OSError as wrong:
            raise Unreadable(f"{path} cannot be read: {wrong.strerror}.") from wrong

    def __contains__(self, name: str) -> bool:
        return self._followed(name) in self._at

    def size(self, name: str) -> int:
        return self._at[self._followed(name)][1]

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        found = self._at.get(self._followed(name))
        if found is None:
            raise Unreadable(f"{name} is not in {self._path}.")
        with self._path.open("rb") as file:
            file.seek(found[0])
            yield _Part(file, found[1])  # type: ignore[misc]

    def _index(self, archive: "_Seeking") -> None:
        for header in members(archive):
            if len(self._at) + len(self._links) >= MOST:
                raise Unreadable(f"{self._path} holds more than {MOST:,} files.")
            name = cleaned(header.name)
            if header.kind == "file":
                self._at[name] = (archive.position, header.size)
            elif header.kind == "link":
                self._links[name] = cleaned(f"{name.rpartition('/')[0]}/{header.target}")
            elif header.kind == "hard":
                self._links[name] = cleaned(header.target)

    def _followed(self, name: str) -> str:
        for _ in range(LINKS):
            if name not in self._links or name in self._at:
                break
            name = self._links[name]
        return name


class _Seeking:
    """An archive on disk, whose contents are passed over."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._size = file, os.fstat(file.fileno()).st_size

    @property
    def position(self) -> int:
        return self._file.tell()

    def take(self, size: int) -> bytes:
        return self._file.read(size)

    def skip(self, size: int) -> bool:
        """Over the padding at the very end, which some leave out, too."""
        self._file.seek(size, os.SEEK_CUR)
        return self._file.tell() <= self._size + 511


class _Part:
    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(content)
        return content
