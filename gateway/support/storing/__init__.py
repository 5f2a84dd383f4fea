"""Where what people attach lies: a folder, or a bucket that speaks S3."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

PIECE = 256 * 1024  # bytes that are in memory at a time


class Place(Protocol):
    """Files by names such as `files/0f/…`; whatever is asked raises Unavailable where the place is not reached."""

    def put(self, name: str, file: Path) -> None:
        """The whole file, or nothing of it."""

    def write(self, name: str, content: bytes) -> None: ...

    def read(self, name: str) -> bytes | None:
        """None where there is no such file; the same for `pieces`."""

    def pieces(self, name: str) -> Iterator[bytes] | None: ...

    def names(self, under: str) -> Iterator[str]:
        """Of all files whose names begin with this and a slash."""

    def delete(self, *names: str) -> None:
        """What is not there is no harm."""


def place_of(address: str) -> Place:
    """Of `file:FOLDER` or `s3:https://KEY:SECRET@HOST/BUCKET`; the bucket's library is loaded where it is needed."""
    kind, _, rest = address.partition(":")
    if kind == "s3":
        from gateway.support.storing.bucket import Bucket

        return Bucket.at(rest)
    from gateway.support.storing.folder import Folder

    return Folder(Path(rest))
