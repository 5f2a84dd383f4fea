"""A Debian that debootstrap made, held to what dpkg itself says of it."""

import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from services.certification.scan import packages
from services.certification.scan.package import Package
from tests.parts import debian
from tests.services.certification.scan.packages.given import entry, told

STATUS = "var/lib/dpkg/status"
FIELDS = ("Package", "Version", "Architecture", "source:Package", "source:Version")


class Seen(NamedTuple):
    packages: tuple[Package, ...]
    owned: dict[str, str]
    admin: Path  # what dpkg needs of it


def files(image: Path) -> Iterator[tuple[str, int, bytes]]:
    with tarfile.open(image) as archive:
        for member in archive:
            path = member.name.removeprefix("./")
            if member.isreg() and (
                packages.wants(path, entry(path, member.size, member.mode))
                or packages.tells_files(path)
                or path == "usr/lib/os-release"
            ):
                yield path, member.mode, archive.extractfile(member).read()  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    admin, found, owned, os_release = tmp_path_factory.mktemp("dpkg"), {}, {}, b""
    (admin / "info").mkdir()
    (admin / "info" / "format").write_text("1\n")  # lists are named with their architecture
    for path, mode, content in files(debian.tree()):
        found[path] = told(path, content, mode)
        owned |= packages.owned(path, content)
        os_release = content if path == "usr/lib/os-release" else os_release
        if path == STATUS or packages.tells_files(path):
            (admin / path.removeprefix("var/lib/dpkg/")).write_bytes(content)
    return Seen(packages.finish(found, os_release, owned), owned, admin)


def dpkg(admin: Path, *words: str) -> list[str]:
    command = ["dpkg-query", f"--admindir={admin}", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_the_same_packages_come_out_as_dpkg_says(seen: Seen) -> None:
    form = "\t".join(f"${{{field}}}" for field in FIELDS) + "\n"
    theirs = {tuple(line.split("\t")) for line in dpkg(seen.admin, "-W", f"-f={form}")}
    ours = {(each.name, each.version, each.arch, each.advised_name, each.advised_version) for each in seen.packages}
    assert len(theirs) > 80
    assert ours == theirs


def test_they_are_of_the_release_that_the_image_is(seen: Seen) -> None:
    assert {(package.ecosystem, package.distribution) for package in seen.packages} == {("Debian:12", "debian-12")}


def test_files_are_whose_dpkg_says_they_are(seen: Seen) -> None:
    for name in ("usr/lib/os-release", "usr/bin/perl", "usr/share/doc/zlib1g/copyright"):
        assert dpkg(seen.admin, "-S", f"/{name}")[0].partition(":")[0] == seen.owned[name]


def test_what_dpkg_knows_under_a_linked_folder_is_known_where_it_lies(seen: Seen) -> None:
    assert "/bin/bash" in dpkg(seen.admin, "-L", "bash")
    assert seen.owned["usr/bin/bash"] == seen.owned["bin/bash"] == "bash"


def test_configuration_belongs_to_whoever_runs_it(seen: Seen) -> None:
    assert "/etc/bash.bashrc" in dpkg(seen.admin, "-L", "bash")
    assert "etc/bash.bashrc" not in seen.owned
