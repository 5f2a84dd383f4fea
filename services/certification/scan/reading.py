"""An image as checks see it, from one streaming pass over each of its layers, the lowest first."""

from collections.abc import Callable
from dataclasses import dataclass

from services.certification.ports import Source, SourceImage
from services.certification.scan.image import Image

GIB = 1024**3


@dataclass(frozen=True)
class Limits:
    """What an image may ask of whoever reads it; more is Unreadable, said so with the figure."""

    layers: int = 256
    entries: int = 1_000_000  # names in all layers together, folders that go without saying included
    names: int = 256 * 1024**2  # bytes of all their paths
    stored: int = 64 * GIB  # bytes of all layers as they lie in the registry
    unpacked: int = 128 * GIB
    ratio: int = 100  # unpacked bytes by stored bytes, of what goes over `unsuspected`
    unsuspected: int = 2 * GIB
    packages: int = 200_000


def read(
    source: Source,
    image: SourceImage,
    limits: Limits = Limits(),
    progress: Callable[[int, int], None] | None = None,
) -> Image:
    """`progress(read, of)`: stored bytes of the layers; raises Unreadable or SourceAway."""
    raise NotImplementedError
