import pytest

from services.certification.scan.packages.distribution import Distribution, parse


@pytest.mark.parametrize(
    ("os_release", "name", "ecosystem"),
    [
        ('ID=debian\nVERSION_ID="12"', "debian-12", "Debian:12"),
        ("ID=debian\nVERSION_CODENAME=trixie", "debian-trixie", "Debian:sid"),
        ('ID=ubuntu\nVERSION_ID="24.04"', "ubuntu-24.04", "Ubuntu:24.04:LTS"),
        ('ID=ubuntu\nVERSION_ID="24.10"', "ubuntu-24.10", "Ubuntu:24.10"),
        ("ID=alpine\nVERSION_ID=3.20.1", "alpine-3.20.1", "Alpine:v3.20"),
        ('ID="almalinux"\nVERSION_ID="9.4"', "almalinux-9.4", "AlmaLinux:9"),
        ('ID="rocky"\nVERSION_ID="9.4"', "rocky-9.4", "Rocky Linux:9"),
        ('ID="rhel"\nVERSION_ID="9.4"', "rhel-9.4", "Red Hat:enterprise_linux:9"),
        ('ID="opensuse-leap"\nVERSION_ID="15.6"', "opensuse-leap-15.6", "openSUSE:Leap 15.6"),
        (
            'ID="sles"\nVERSION_ID="15.6"\nPRETTY_NAME="SUSE Linux Enterprise Server 15 SP6"',
            "sles-15.6",
            "SUSE:Linux Enterprise Server 15 SP6",
        ),
        (
            'ID="openEuler"\nVERSION_ID="24.03"\nPRETTY_NAME="openEuler 24.03 (LTS-SP1)"',
            "openEuler-24.03",
            "openEuler:24.03-LTS-SP1",
        ),
        ("ID=wolfi\nVERSION_ID=20230201", "wolfi-20230201", "Wolfi"),
        ("ID=chainguard\nVERSION_ID=20230214", "chainguard-20230214", "Chainguard"),
        ("ID=azurelinux\nVERSION_ID='3.0'", "azurelinux-3.0", "Azure Linux:3"),
        ("ID=acme\nVERSION_ID=1", "acme-1", ""),
        ("NAME=nothing\nVERSION_ID='", "", ""),
    ],
)
def test_a_distribution_is_called_as_its_advisories_call_it(os_release: str, name: str, ecosystem: str) -> None:
    told = parse(os_release.encode())
    assert (told.name, told.ecosystem) == (name, ecosystem)


def test_nothing_is_told_by_nothing() -> None:
    assert parse(b"") == Distribution("", "")


@pytest.mark.parametrize(("id", "complete"), [("debian", True), ("alpine", False), ("almalinux", False)])
def test_some_tell_of_holes_that_have_no_fix_as_well(id: str, complete: bool) -> None:
    assert parse(f"ID={id}\nVERSION_ID=9".encode()).complete is complete
