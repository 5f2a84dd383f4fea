"""Which packages an image holds: databases of operating systems, and what languages leave where they install.

`wants` and `read` while layers pass, `owned` for databases that tell files, `finish` when all layers are known.
A database that cannot be read gives what could be read of it, never an error.
"""

from collections.abc import Mapping
from typing import BinaryIO

from services.certification.scan.image import Entry
from services.certification.scan.package import Package


def wants(path: str, entry: Entry) -> bool:
    """Whether `read` can tell anything from this file; `path` has no slash at its beginning."""
    return False


def read(path: str, entry: Entry, content: BinaryIO) -> tuple[Package, ...]:
    """What a wanted file tells, read from where it stands forward, never back."""
    return ()


def tells_files(path: str) -> bool:
    """Whether `owned` can tell anything from this file."""
    return False


def owned(path: str, content: bytes) -> Mapping[str, str]:
    """Files, without a slash at their beginning, by the package that brought them; configuration is left out."""
    return {}


def finish(
    by_path: Mapping[str, tuple[Package, ...]], os_release: bytes, owned: Mapping[str, str] | None = None
) -> tuple[Package, ...]:
    """Every package once, with its ecosystem and distribution, in a fixed order.

    With `owned`, packages of languages that the operating system brought are left to its own advisories,
    where these tell of holes without a fix as well.
    """
    return ()
