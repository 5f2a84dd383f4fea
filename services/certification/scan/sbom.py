"""An image's packages as a bill of materials, CycloneDX 1.6: the same bytes for the same image and time."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.model.license import DisjunctiveLicense, License, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.spdx import is_expression, is_supported_id
from packageurl import PackageURL

from services.certification.scan.package import Package

SERIALS = UUID("5f0a8cb0-4d8f-5d5c-9a55-5b7b6a1e2f43")  # the name space of their serial numbers
NAMESPACES = {"rhel": "redhat", "sles": "suse", "sled": "suse", "opensuse-leap": "opensuse"}  # of package URLs


def purl(package: Package) -> str:
    """Its package URL (purl specification, types), with the qualifiers by which scanners find advisories."""
    return _purl(package).to_string()


def bill(reference: str, digest: str, platform: str, packages: Iterable[Package], at: datetime) -> str:
    """The document as JSON; its serial number follows from the digest and the platform."""
    held = list(packages)
    image = Component(name=reference, version=digest, type=ComponentType.CONTAINER, bom_ref=digest)
    image.properties.add(Property(name="chandlery:platform", value=platform))
    components = [_component(package) for package in held] + _system(held)
    serial = uuid5(SERIALS, f"{digest} {platform}")
    told = Bom(serial_number=serial, metadata=BomMetaData(timestamp=at, component=image), components=components)
    told.register_dependency(image, components)
    return JsonV1Dot6(told).output_as_string()


def _component(package: Package) -> Component:
    group, between, name = package.name.rpartition(":") if package.type == "maven" else ("", "", package.name)
    url = _purl(package)
    return Component(
        type=ComponentType.LIBRARY,
        group=group if between else None,
        name=name,
        version=package.version,
        purl=url,
        bom_ref=f"{url.to_string()}#{package.where}",
        licenses=_licences(package.licences),
        evidence=ComponentEvidence(occurrences=[Occurrence(location=package.where)]),
    )


def _system(packages: list[Package]) -> list[Component]:
    """The distribution itself, where a package tells of one."""
    told = sorted({package.distribution for package in packages if package.distribution})
    pairs = ((name, *_named(name)) for name in told)
    return [
        Component(type=ComponentType.OPERATING_SYSTEM, name=id, version=version or None, bom_ref=f"os:{name}")
        for name, id, version in pairs
    ]


def _licences(told: tuple[str, ...]) -> list[License]:
    """One expression, or names: the schema has no place for both."""
    if len(told) == 1 and not is_supported_id(told[0]) and is_expression(told[0]):
        return [LicenseExpression(told[0])]
    return [DisjunctiveLicense(id=text) if is_supported_id(text) else DisjunctiveLicense(name=text) for text in told]


def _purl(package: Package) -> PackageURL:
    namespace, name, version, qualifiers = "", package.name, package.version, {}
    match package.type:
        case "deb" | "apk" | "rpm":
            namespace = NAMESPACES.get(id := _named(package.distribution)[0], id)
            epoch, _, plain = version.rpartition(":") if package.type == "rpm" else ("", "", version)
            version = plain
            qualifiers = {
                "arch": package.arch,
                "distro": package.distribution,
                "epoch": epoch,
                "rpmmod": package.module,
                "upstream": _upstream(package),
            }
        case "maven":
            namespace, _, name = name.rpartition(":")
        case "golang" | "npm":
            namespace, _, name = name.rpartition("/")
    kept = {key: value for key, value in qualifiers.items() if value}
    return PackageURL(package.type, namespace or None, name, version, kept)


def _upstream(package: Package) -> str:
    """As syft and grype write it; an rpm names its source's file."""
    if not package.source or (package.source == package.name and not package.source_version):
        return ""
    version = package.source_version.rpartition(":")[2] if package.type == "rpm" else package.source_version
    if package.type == "rpm":
        return f"{package.source}-{version}.src.rpm"
    return f"{package.source}@{version}" if version else package.source


def _named(distribution: str) -> tuple[str, str]:
    """debian-12 is debian and 12, opensuse-leap-15.6 opensuse-leap and 15.6, wolfi alone."""
    id, dash, version = distribution.rpartition("-")
    return (id, version) if dash else (distribution, "")
