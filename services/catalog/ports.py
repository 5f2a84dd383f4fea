"""What the catalogue needs from outside: the registry that holds what was pushed and what customers pull."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True)
class SeenPlatform:
    """One platform of an image; `size` is what a pull of it moves, in bytes."""

    platform: str
    digest: str
    size: int
    layers: int


@dataclass(frozen=True)
class SeenImage:
    """A pushed image as its manifests and configs describe it; `created` is RFC 3339 or empty."""

    media_type: str
    kind: Literal["container", "plugin"]
    platforms: tuple[SeenPlatform, ...]
    created: str


@dataclass(frozen=True)
class StagedTag:
    """A manifest that lies under a tag of a staging repository now; `repository` is publisher/repository."""

    repository: str
    tag: str
    digest: str
    media_type: str


class Unreleasable(Exception):
    """What was pushed cannot be offered, now and at every later try; the text says why, for its publisher."""


class RegistryAway(Exception):
    """The registry did not answer as it should; the same call may work later."""


class Registry(Protocol):
    """Each method may be called again, as often as needed, and raises Unreleasable or RegistryAway."""

    def read(self, repository: str, digest: str) -> SeenImage:
        """What was pushed to the staging side of `repository` (publisher/repository)."""

    def release(self, repository: str, tag: str, digest: str) -> None:
        """Customers can pull it afterwards, by digest and by tag; no harm where a part of it was done before."""

    def staged(self) -> Iterator[StagedTag]:
        """Everything that lies under a tag in any staging repository."""
