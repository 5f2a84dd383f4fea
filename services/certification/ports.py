"""What certification needs from outside: images to read, an engine to try them on, and a child that does the work."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol


class Unreadable(Exception):
    """It is no image, or not there, now and at every later try; the text says why, for its publisher."""


class SourceAway(Exception):
    """A registry or an engine did not answer; the same call may work later."""


class Exhausted(Exception):
    """The examination took more memory or time than it may; the text says which."""


class BrokenOff(Exception):
    """The examination ended without saying how; the text says what is known."""


@dataclass(frozen=True)
class SourceImage:
    """One platform of an image where it lies; bytes as they are stored."""

    digest: str  # of its manifest
    media_type: str
    manifest: bytes
    config: bytes
    asked: str = ""  # the platform under which an index names it
    annotations: Mapping[str, str] = field(default_factory=dict)  # the index's for it
    problem: str = ""  # why it cannot be read, though its index names it; then manifest and config are empty


class Source(Protocol):
    """An image where it lies: a registry, a folder in OCI layout, an archive of `docker save`."""

    reference: str
    digest: str  # of the top manifest
    tags: Sequence[str]  # of its repository; empty where that is not known

    def images(self) -> Sequence[SourceImage]:
        """Every platform, attestations left out; raises Unreadable or SourceAway."""

    def layer(self, image: SourceImage, index: int) -> AbstractContextManager[BinaryIO]:
        """The stored bytes, read once from the beginning; raises Unreadable or SourceAway, also while read."""

    def attached(self) -> Sequence[tuple[str, bytes, Mapping[str, bytes]]]:
        """Manifests about the image, by referrers, cosign's tags or within its index: subject, manifest, its blobs."""


@dataclass(frozen=True)
class Wanted:
    """An image that the store wants examined: `staged` where it lies in the staging side of its repository."""

    repository: str
    digest: str
    staged: bool
    known: tuple[str, ...] = ()  # platforms that were examined already by this tool
    keys: tuple[str, ...] = ()  # PEM: with which its publisher signs
    checked: bool = True  # False: only its packages are wanted


class Examiner(Protocol):
    def examine(self, wanted: Wanted) -> Iterator[Mapping[str, Any]]:
        """Lines as they come, `line` says which: check, scan, problem, done, or silence where there is nothing new.

        Raises Unreadable, SourceAway, Exhausted or BrokenOff.
        """
