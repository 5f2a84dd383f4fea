"""Writing to a disk so that a kill leaves whole files alone, and a full one is told in a sentence."""

from __future__ import annotations

import errno
import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.docker_store.ending import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cli.docker_store.wire import Readable

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
AT_ONCE = 1 << 20
GOES_ON = "Run the same command again: it goes on where it stopped."


@contextmanager
def written(place: Path) -> Iterator[None]:
    """Raises Stop for whatever the disk refuses within the block."""
    try:
        yield
    except OSError as wrong:
        if wrong.errno in FULL:
            raise Stop(f"There is no space left for {place}.", f"Make room. {GOES_ON}") from wrong
        raise Stop(f"{wrong.filename or place}: {wrong.strerror or wrong}.") from wrong


def put(file: Path, content: bytes) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)


def hashed(opened: Readable, seen: Callable[[int], None] = lambda count: None) -> tuple[hashlib._Hash, int]:
    """SHA-256 of what is left to read, and how many bytes that was."""
    told, count = hashlib.sha256(), 0
    while True:
        more = opened.read(AT_ONCE)
        if not more:
            return told, count
        told.update(more)
        count += len(more)
        seen(len(more))


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashed(opened)[0].hexdigest()
