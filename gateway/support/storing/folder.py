"""Files in a folder of this machine, or of a volume that the store's machines share."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from gateway.aside import aside
from gateway.support.storing import PIECE


class Folder:
    """As `Place`; private to its owner."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, file: Path) -> None:
        aside(self._put, name, file)

    def write(self, name: str, content: bytes) -> None:
        beside = self._beside(name)
        beside.write_bytes(content)
        self._settle(beside, name)

    def read(self, name: str) -> bytes | None:
        with suppress(FileNotFoundError):
            return (self._root / name).read_bytes()
        return None

    def pieces(self, name: str) -> Iterator[bytes] | None:
        with suppress(FileNotFoundError):
            return _pieces((self._root / name).open("rb"))
        return None

    def names(self, under: str) -> Iterator[str]:
        for path in sorted((self._root / under).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(self._root).as_posix()

    def delete(self, *names: str) -> None:
        for name in names:
            (self._root / name).unlink(missing_ok=True)

    def _put(self, name: str, file: Path) -> None:
        beside = self._beside(name)
        shutil.copyfile(file, beside)
        self._settle(beside, name)

    def _beside(self, name: str) -> Path:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_name(f".{path.name}.{uuid4().hex}")
        beside.touch(0o600)
        return beside

    def _settle(self, beside: Path, name: str) -> None:
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(self._root / name)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
