"""What a store of many images holds: packages as popular as they are in life, and advisories about them."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from services.certification.scan.advisory import Advisory, Affected, Range
from services.certification.scan.package import Package

ECOSYSTEM = "Debian:12"
NAMES, VERSIONS = 6_000, 8
AT = datetime(2026, 11, 1, tzinfo=UTC)


def images(number: int, packages: int, chance: random.Random) -> Iterator[tuple[str, Sequence[Package]]]:
    """Digest and packages: some are in nearly every image, most in few."""
    weights = list(accumulate(1 / (rank + 20) for rank in range(NAMES)))
    for each in range(number):
        held = set[int]()
        while len(held) < packages:
            held.update(chance.choices(range(NAMES), cum_weights=weights, k=packages - len(held)))
        yield f"sha256:{each:064x}", [_package(name, chance.randrange(VERSIONS)) for name in sorted(held)]


def advisories(number: int, prefix: str, chance: random.Random) -> Iterator[Advisory]:
    """Each about one package, mended by one of its versions."""
    for each in range(number):
        name = f"package-{chance.randrange(NAMES)}"
        fixed = Range("0", f"1.{chance.randrange(1, VERSIONS + 1)}-1")
        told = AT + timedelta(minutes=each)
        affected = (Affected(ECOSYSTEM, name, (fixed,)),)
        yield Advisory(f"{prefix}-{each}", (), "A hole", told, told, "high", 7.5, "", affected)


def every() -> list[Package]:
    return [_package(name, version) for name in range(NAMES) for version in range(VERSIONS)]


def _package(name: int, version: int) -> Package:
    told = f"1.{version}-1"
    return Package(
        "deb", ECOSYSTEM, f"package-{name}", told, "var/lib/dpkg/status", arch="amd64", distribution="debian-12"
    )
