import json
from datetime import UTC, datetime

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from services.certification.scan.package import Package
from services.certification.scan.sbom import bill, purl

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
DIGEST = "sha256:" + "ab" * 32
STATUS, RPM = "var/lib/dpkg/status", "var/lib/rpm/rpmdb.sqlite"
LIBC = Package("deb", "Debian:12", "libc6", "2.36-9+deb12u14", STATUS, "glibc", "", "amd64", (), "debian-12")
BASH = Package("deb", "Debian:12", "bash", "5.2.15-2+b13", STATUS, "bash", "5.2.15-2", "amd64", (), "debian-12")
OPENSSL = Package(
    "rpm", "AlmaLinux:9", "openssl-libs", "1:3.0.7-27.el9", RPM, "openssl", "1:3.0.7-27.el9", "x86_64",
    ("Apache-2.0",), "almalinux-9.4", "openssl:3",
)  # fmt: skip
MUSL = Package(
    "apk", "Alpine:v3.20", "musl", "1.2.5-r0", "lib/apk/db/installed", "musl", "", "x86_64", (), "alpine-3.20.1"
)
QUALIFIERS = (
    "arch=x86_64",
    "distro=almalinux-9.4",
    "epoch=1",
    "rpmmod=openssl:3",
    "upstream=openssl-3.0.7-27.el9.src.rpm",
)
LOG4J = Package("maven", "Maven", "org.apache.logging.log4j:log4j-core", "2.14.1", "a.jar!/b.jar")
GO = Package("golang", "Go", "golang.org/x/net", "v0.17.0", "usr/bin/shop")
NODE = Package("npm", "npm", "@acme/shop", "2.0.1", "node_modules/@acme/shop/package.json", licences=("MIT OR ISC",))
WHEEL = Package("pypi", "PyPI", "jinja2", "3.1.2", "a.dist-info/METADATA", licences=("BSD License, see file", "MIT"))
ALL = (LIBC, BASH, OPENSSL, MUSL, LOG4J, GO, NODE, WHEEL)


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        (LIBC, "pkg:deb/debian/libc6@2.36-9%2Bdeb12u14?arch=amd64&distro=debian-12&upstream=glibc"),
        (BASH, "pkg:deb/debian/bash@5.2.15-2%2Bb13?arch=amd64&distro=debian-12&upstream=bash%405.2.15-2"),
        (
            OPENSSL,
            f"pkg:rpm/almalinux/openssl-libs@3.0.7-27.el9?{'&'.join(QUALIFIERS)}",
        ),
        (MUSL, "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.1"),
        (LOG4J, "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"),
        (GO, "pkg:golang/golang.org/x/net@v0.17.0"),
        (NODE, "pkg:npm/%40acme/shop@2.0.1"),
        (WHEEL, "pkg:pypi/jinja2@3.1.2"),
    ],
)
def test_a_package_has_the_address_by_which_scanners_find_its_advisories(package: Package, expected: str) -> None:
    assert purl(package) == expected


def test_the_bill_is_what_cyclonedx_says_it_must_be() -> None:
    text = bill("acme/shop:1.0.0", DIGEST, "linux/amd64", ALL, AT)
    assert json.loads(text)["specVersion"] == "1.6"
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_the_same_image_gives_the_same_bytes_in_whatever_order_it_was_read() -> None:
    text = bill("acme/shop:1.0.0", DIGEST, "linux/amd64", ALL, AT)
    assert bill("acme/shop:1.0.0", DIGEST, "linux/amd64", reversed(ALL), AT) == text


def test_each_platform_has_a_serial_number_of_its_own() -> None:
    platforms = ("linux/amd64", "linux/arm64")
    assert len({json.loads(bill("a:1", DIGEST, platform, ALL, AT))["serialNumber"] for platform in platforms}) == 2


def test_every_package_is_in_it_with_where_it_was_found_and_the_image_depends_on_it() -> None:
    told = json.loads(bill("acme/shop:1.0.0", DIGEST, "linux/amd64", ALL, AT))
    libraries = [component for component in told["components"] if component["type"] == "library"]
    assert {component["evidence"]["occurrences"][0]["location"] for component in libraries} == {
        package.where for package in ALL
    }
    (image,) = (each for each in told["dependencies"] if each["ref"] == DIGEST)
    assert {component["bom-ref"] for component in libraries} < set(image["dependsOn"])


def test_licences_are_told_as_ids_as_expressions_or_in_their_authors_words() -> None:
    told = json.loads(bill("a:1", DIGEST, "linux/amd64", (OPENSSL, NODE, WHEEL), AT))
    licences = {component["name"]: component.get("licenses") for component in told["components"]}
    assert licences["openssl-libs"] == [{"license": {"id": "Apache-2.0"}}]
    assert licences["@acme/shop"] == [{"expression": "MIT OR ISC"}]
    assert {"license": {"name": "BSD License, see file"}} in licences["jinja2"]


def test_the_distribution_is_named() -> None:
    told = json.loads(bill("a:1", DIGEST, "linux/amd64", (LIBC, GO), AT))
    (system,) = (component for component in told["components"] if component["type"] == "operating-system")
    assert (system["name"], system["version"]) == ("debian", "12")


def test_an_image_without_packages_has_a_bill_all_the_same() -> None:
    text = bill("scratch:1", DIGEST, "linux/amd64", (), AT)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
