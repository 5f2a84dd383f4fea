"""What an image may ask of whoever reads it: more is Unreadable, said with the figure."""

from dataclasses import dataclass

from services.certification.ports import Unreadable
from vocabulary.unreadable import unreadable

MIB = 1024**2
GIB = 1024**3


@dataclass(frozen=True)
class Limits:
    layers: int = 256
    entries: int = 1_000_000  # names in all layers together, folders that go without saying included
    names: int = 256 * MIB  # bytes of all their paths and targets
    stored: int = 64 * GIB  # bytes of all layers as they lie in the registry
    unpacked: int = 128 * GIB
    ratio: int = 100  # unpacked bytes by stored ones, of what goes over `unsuspected`
    unsuspected: int = 2 * GIB
    kept: int = 64 * MIB  # bytes of files whose content checks read
    packages: int = 500_000
    owned: int = 3_000_000  # files that packages tell of


USUAL = Limits()


def within(figure: int, limit: int, code: str) -> None:
    """Raises Unreadable where there is more than the limit, as `code` says it: more-layers."""
    if figure > limit:
        raise Unreadable(unreadable(code, limit=f"{limit:,}"))
