"""Records of OSV as tests need them, and packages to meet them."""

from typing import Any

from services.certification.scan import osv
from services.certification.scan.advisory import Advisory
from services.certification.scan.package import Package, PackageType

CRITICAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
DEBIAN = "Debian:12"
PUBLISHED = "2026-10-30T00:00:00Z"


def record(
    id: str,
    package: str,
    *events: str,
    ecosystem: str = DEBIAN,
    versions: tuple[str, ...] = (),
    **more: Any,
) -> dict[str, Any]:
    """`events`: introduced, fixed, introduced … in turn; from the beginning where the first begins with `<`."""
    if events and events[0].startswith("<"):
        events = ("0", events[0][1:], *events[1:])
    told = [{"introduced" if number % 2 == 0 else "fixed": version} for number, version in enumerate(events)]
    affected = {
        "package": {"ecosystem": ecosystem, "name": package},
        "ranges": [{"type": "ECOSYSTEM", "events": told}] if told else [],
        "versions": list(versions),
    }
    return {"id": id, "modified": "2026-11-01T00:00:00Z", "published": PUBLISHED, "affected": [affected]} | more


def advisory(id: str, package: str, *events: str, **more: Any) -> Advisory:
    return osv.parse(record(id, package, *events, **more))


def deb(name: str, version: str, source: str = "", source_version: str = "") -> Package:
    return Package("deb", DEBIAN, name, version, "var/lib/dpkg/status", source, source_version)


def package(ecosystem: str, name: str, version: str, type: PackageType = "pypi", source: str = "") -> Package:
    return Package(type, ecosystem, name, version, "some/file", source)
