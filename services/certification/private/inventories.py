"""What examined images hold: packages by the digest of a platform's manifest, and their bill of materials."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from services.certification.scan.package import Key, Package


def keep(
    db: Connection,
    digest: str,
    platform: str,
    tool: str,
    packages: Sequence[Package],
    sbom: bytes,
    at: datetime,
) -> None:
    """In the place of what was kept of this digest; packages that no image held before are matched here and now."""
    raise NotImplementedError


def known(db: Connection, digests: Collection[str], tool: str) -> set[str]:
    """Those that this tool has read."""
    raise NotImplementedError


def packages_of(db: Connection, digest: str) -> list[Package]:
    raise NotImplementedError


def sbom_of(db: Connection, digest: str) -> bytes | None:
    """CycloneDX 1.6, JSON."""
    raise NotImplementedError


def holders_of(db: Connection, keys: Iterable[Key]) -> Iterator[str]:
    """Digests that hold such a package, in whatever version; each once."""
    raise NotImplementedError


def forget(db: Connection, digest: str) -> None:
    raise NotImplementedError
