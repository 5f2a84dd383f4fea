"""Ours finds what Grype finds: the same packages, the same advisories, each by its own rules of versions."""

import json
import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.certification.scan import osv, sbom
from services.certification.scan.advisory import Advisory, Affected
from services.certification.scan.matching import match
from services.certification.scan.package import Package, PackageType
from tests.parts.grype import Grype
from tests.services.certification.scan.advised import advisory
from tests.services.certification.scan.test_versions import ORDERS

# Versions of packages that Debian and Alpine have.
MORE = {
    "deb": "5.2.15-2+b7 252.38-1~deb12u1 1:1.2.13.dfsg-1 2:8.39-15 3.0.11-1~deb12u2 6.4-4 0.99.20200909~git-1",
    "apk": "1.36.1-r29 3.3.1-r0 1.2.5-r0 2.14.4-r0 20240226-r0 9.7_p1-r4 2023c-r1 0.6.4_git20200101-r2 3.0_rc1-r0",
}
DATA = Path(__file__).parents[4] / "shared" / "data" / "osv"
AT = datetime(2026, 11, 29, tzinfo=UTC)
pytestmark = [pytest.mark.compared, pytest.mark.timeout(900)]  # Grype is built by the first who asks for it


def _real(name: str) -> list[Advisory]:
    """What of them can be said in Grype's form: ranges, not versions one by one; nothing of streams of modules."""
    with zipfile.ZipFile(DATA / f"{name}.zip") as archive:
        every = [osv.parse(json.loads(archive.read(one))) for one in archive.namelist()]
    return [replace(one, affected=tuple(_plain(one))) for one in every if not one.withdrawn]


def _plain(one: Advisory) -> Iterator[Affected]:
    for affected in one.affected:
        if affected.ranges and not any("module" in each.fixed for each in affected.ranges):
            yield replace(affected, versions=())


def _held(advisories: Sequence[Advisory], ecosystem: str, type: PackageType, distribution: str) -> list[Package]:
    """A version of each package that is advised of: one that mends something, or a little beside it."""
    chance = random.Random(9)
    known: dict[str, set[str]] = {}
    for affected in (each for one in advisories for each in one.affected if each.ecosystem == ecosystem):
        told = {version for each in affected.ranges for version in (each.fixed, each.introduced)}
        known.setdefault(affected.package, set()).update(told - {"", "0"})
    versions = {name: _beside(chance.choice(sorted(told)), type, chance) for name, told in known.items() if told}
    return [
        Package(type, ecosystem, name, version, f"{name}/x", distribution=distribution)
        for name, version in sorted(versions.items())
    ]


def _beside(version: str, type: PackageType, chance: random.Random) -> str:
    if type == "rpm":
        return version + chance.choice(("", "~1", ".1", "_2"))
    plain = version.replace(".", "").isdigit()
    return version + chance.choice(("", ".dev1", "rc1", ".post1", ".1")) if plain else version


def _ours(packages: Sequence[Package], advisories: Sequence[Advisory]) -> set[tuple[str, str, str, str]]:
    return {(one.advisory, one.package, one.version, one.fixed) for one in match(packages, advisories)}


def _bill(packages: Sequence[Package]) -> bytes:
    return sbom.bill("acme/db:1", f"sha256:{'a' * 64}", "linux/amd64", packages, AT).encode()


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize(
    ("name", "ecosystem", "type", "distribution", "at_most"),
    [("AlmaLinux-9", "AlmaLinux:9", "rpm", "ol-9", 120), ("PyPI", "PyPI", "pypi", "", 1000)],
)
def test_real_advisories_are_found_as_by_grype(
    tmp_path: Path, name: str, ecosystem: str, type: PackageType, distribution: str, at_most: int
) -> None:
    advisories = random.Random(9).sample(_real(name), at_most)
    packages = _held(advisories, ecosystem, type, distribution)
    ours = _ours(packages, [replace(one, aliases=()) for one in advisories])
    assert len(ours) > 200
    assert ours == Grype(tmp_path, advisories).found(_bill(packages))


@pytest.mark.parametrize(
    ("ecosystem", "type", "distribution"), [("Debian:12", "deb", "debian-12"), ("Alpine:v3.20", "apk", "alpine-3.20")]
)
def test_every_version_is_older_than_every_other_as_by_grype(
    tmp_path: Path, ecosystem: str, type: PackageType, distribution: str
) -> None:
    versions = [*ORDERS[ecosystem].split(), *MORE[type].split()]
    packages = [
        Package(
            type, ecosystem, f"lib{number}", version, "db", f"lib{number}-source", version, distribution=distribution
        )
        for number, version in enumerate(versions)
    ]
    holes = [
        advisory(f"CVE-2026-{1000 + number}-{place}", one.source, f"<{fixed}", ecosystem=ecosystem)
        for number, one in enumerate(packages)
        for place, fixed in enumerate(versions)
    ]
    assert _ours(packages, holes) == Grype(tmp_path, holes).found(_bill(packages))
