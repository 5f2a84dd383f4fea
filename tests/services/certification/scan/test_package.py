from dataclasses import replace

import pytest

from services.certification.scan.package import Package, key

LIBRARY = Package("rpm", "", "shop-libs", "1:2.0-3", "var/lib/rpm/rpmdb.sqlite", "shop", "1:2.0-2")


@pytest.mark.parametrize(
    ("ecosystem", "name", "version"),
    [
        ("AlmaLinux:9", "shop-libs", "1:2.0-3"),
        ("Red Hat:enterprise_linux:9", "shop-libs", "1:2.0-3"),
        ("Wolfi", "shop-libs", "1:2.0-3"),
        ("openSUSE:Leap 15.6", "shop", "1:2.0-2"),
        ("Debian:12", "shop", "1:2.0-2"),
    ],
)
def test_advisories_go_by_the_name_that_their_distribution_advises_on(ecosystem: str, name: str, version: str) -> None:
    package = replace(LIBRARY, ecosystem=ecosystem)
    assert (package.advised_name, package.advised_version) == (name, version)


@pytest.mark.parametrize(
    ("of_an_advisory", "of_an_image"),
    [
        ("Red Hat:enterprise_linux:9::baseos", "Red Hat:enterprise_linux:9"),
        ("Ubuntu:24.04:LTS", "Ubuntu:24.04"),
        ("Debian:12", "Debian:12"),
    ],
)
def test_an_advisory_finds_the_release_that_it_is_for(of_an_advisory: str, of_an_image: str) -> None:
    assert key(of_an_advisory, "shop") == key(of_an_image, "shop")
    assert key(of_an_advisory, "shop") != key(f"{of_an_image}0", "shop")
