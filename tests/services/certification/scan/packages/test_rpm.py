from pathlib import Path

import pytest

from services.certification.scan import packages
from services.certification.scan.package import Package
from tests.services.certification.scan.packages import rpm_databases
from tests.services.certification.scan.packages.given import told, versions

SQLITE, NDB, BERKELEY = "var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/Packages.db", "var/lib/rpm/Packages"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rpm_databases.made(tmp_path_factory.mktemp("rpm"))


@pytest.fixture(scope="module")
def forms(database: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    blobs = rpm_databases.headers(database)
    berkeley = rpm_databases.berkeley(blobs, tmp_path_factory.mktemp("bdb") / "db")
    assert rpm_databases.asked(berkeley, "bdb_ro") == rpm_databases.asked(database, "sqlite")  # as rpm knows it
    return {
        SQLITE: (database / "rpmdb.sqlite").read_bytes(),
        NDB: rpm_databases.ndb(blobs),
        BERKELEY: (berkeley / "Packages").read_bytes(),
    }


def as_rpm_says(package: Package) -> tuple[str, ...]:
    version = package.version if ":" in package.version else f"0:{package.version}"
    source = f"{package.source}-{package.source_version.rpartition(':')[2]}.src.rpm"
    return (package.name, version, package.arch, source, *package.licences)


@pytest.mark.parametrize("form", [SQLITE, NDB, BERKELEY])
def test_each_form_of_its_database_tells_what_rpm_itself_says(
    form: str, forms: dict[str, bytes], database: Path
) -> None:
    assert {as_rpm_says(package) for package in told(form, forms[form])} == rpm_databases.asked(database, "sqlite")


def test_versions_are_spelled_as_advisories_spell_them(forms: dict[str, bytes]) -> None:
    found = versions(told(SQLITE, forms[SQLITE]))
    assert found == {
        "shop": "1:4.2-2.el9",
        "shop-libs": "1:4.2-2.el9",
        "store": "1.0~rc1-2.el9",
        "store-libs": "1.0~rc1-2.el9",
    }


def test_a_source_package_has_the_epoch_of_what_was_built_from_it(forms: dict[str, bytes]) -> None:
    (libraries,) = (package for package in told(NDB, forms[NDB]) if package.name == "shop-libs")
    assert (libraries.source, libraries.source_version) == ("shop", "1:4.2-2.el9")


@pytest.mark.parametrize("form", [SQLITE, NDB, BERKELEY])
def test_each_form_says_whose_a_file_is_and_leaves_configuration_out(form: str, forms: dict[str, bytes]) -> None:
    assert packages.owned(form, forms[form]) == {"usr/bin/shop": "shop", "usr/bin/store": "store"}


@pytest.mark.parametrize("form", [SQLITE, NDB, BERKELEY])
def test_a_database_that_was_cut_off_tells_what_is_left_of_it(form: str, forms: dict[str, bytes]) -> None:
    whole = forms[form]
    for length in (0, 1, 20, 99, 100, 513, 4096, 5000, len(whole) // 2, len(whole) - 1):
        assert set(told(form, whole[:length])) <= set(told(form, whole))


def test_a_package_of_a_module_says_of_which(forms: dict[str, bytes]) -> None:
    told_by = {package.name: package.module for package in told(BERKELEY, forms[BERKELEY])}
    assert (told_by["shop"], told_by["store"]) == (rpm_databases.MODULE, "")
