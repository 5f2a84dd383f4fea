"""What comes out of all databases of an image together."""

import pytest

from services.certification.scan import packages
from services.certification.scan.image import Entry
from services.certification.scan.package import Package
from tests.services.certification.scan.packages.given import told

DEBIAN = b'ID=debian\nVERSION_ID="12"\n'
STATUS = "var/lib/dpkg/status"
YAML = "usr/lib/python3/dist-packages/PyYAML-6.0.egg-info/PKG-INFO"
BY_PATH = {
    YAML: (Package("pypi", "PyPI", "pyyaml", "6.0", YAML),),
    STATUS: (Package("deb", "", "python3-yaml", "6.0-3", STATUS), Package("deb", "", "bash", "5.2", STATUS)),
}


def test_the_distribution_is_put_into_its_own_packages_alone() -> None:
    found = packages.finish(BY_PATH, DEBIAN)
    assert [(package.name, package.ecosystem, package.distribution) for package in found] == [
        ("bash", "Debian:12", "debian-12"),
        ("python3-yaml", "Debian:12", "debian-12"),
        ("pyyaml", "PyPI", ""),
    ]


def test_what_the_distribution_brought_is_left_to_its_advisories_where_these_tell_all() -> None:
    brought = {YAML: "python3-yaml"}
    assert [package.name for package in packages.finish(BY_PATH, DEBIAN, brought)] == ["bash", "python3-yaml"]
    assert len(packages.finish(BY_PATH, b"ID=alpine\nVERSION_ID=3.20.1", brought)) == 3


def test_a_database_that_lies_in_two_places_is_counted_once() -> None:
    twice = {path: (Package("rpm", "", "bash", "5.1", path),) for path in ("usr/lib/sysimage/rpm/a", "var/lib/rpm/a")}
    assert len(packages.finish(twice, b"")) == 1


def test_what_nobody_could_have_named_so_is_left_out() -> None:
    names = ["good", "two words", "line\nbreak", "\x1b[31m", "x" * 513, ""]
    status = "\n\n".join(f"Package: {name}\nVersion: 1" for name in names)
    assert [package.name for package in told(STATUS, status.encode())] == ["good", "line"]


@pytest.mark.parametrize("kind", ["folder", "link", "device", "fifo"])
def test_only_files_are_read(kind: str) -> None:
    entry = Entry(STATUS, kind, 0o755, 0, 0, 10, "", 0)  # type: ignore[arg-type]
    assert not packages.wants(STATUS, entry)
