"""What images hold is kept by digest, and a new advisory finds them by the packages that it touches."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, create_engine

from services.certification.private import advisories, findings, inventories, tables
from services.certification.scan.package import Package
from tests.services.certification.scan.advised import advisory, deb

AT = datetime(2026, 11, 29, tzinfo=UTC)
OPENSSL, NEWER, ZLIB = (
    deb("libssl3", "3.0.14-1", "openssl"),
    deb("libssl3", "3.0.15-1", "openssl"),
    deb("zlib1g", "1.2", "zlib"),
)
LATER = "2026-11-05T00:00:00Z"


@pytest.fixture
def db(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        tables.prepare(connection)
        yield connection
    engine.dispose()


def _keep(db: Connection, digest: str, *packages: Package, tool: str = "1", sbom: bytes = b"{}") -> None:
    inventories.keep(db, digest, "linux/amd64", tool, packages, sbom, AT)


def _rescan(db: Connection) -> list[str]:
    while findings.match_touched(db):
        pass
    return [one.digest for one in findings.unsettled(db)]


def _found(db: Connection, digest: str) -> list[tuple[str, str]]:
    return [(one.advisory, one.package) for one in findings.findings_of(db, digest)]


def test_packages_and_their_bill_come_back_as_they_were_kept(db: Connection) -> None:
    _keep(db, "sha256:a", OPENSSL, ZLIB, sbom=b'{"bomFormat": "CycloneDX"}')
    assert inventories.packages_of(db, "sha256:a") == [OPENSSL, ZLIB]
    assert inventories.sbom_of(db, "sha256:a") == b'{"bomFormat": "CycloneDX"}'
    assert inventories.sbom_of(db, "sha256:b") is None


def test_what_is_kept_again_takes_the_place_of_what_was(db: Connection) -> None:
    _keep(db, "sha256:a", OPENSSL, ZLIB)
    _keep(db, "sha256:a", NEWER, tool="2")
    assert inventories.packages_of(db, "sha256:a") == [NEWER]


def test_a_new_image_is_matched_with_what_is_known(db: Connection) -> None:
    advisories.load(db, [advisory("D-1", "openssl", "<3.0.15-1")])
    _keep(db, "sha256:a", OPENSSL, ZLIB)
    assert _found(db, "sha256:a") == [("D-1", "libssl3")]


def test_an_advisory_is_found_in_the_images_that_hold_what_it_touches_and_in_no_other(db: Connection) -> None:
    _keep(db, "sha256:old", OPENSSL, ZLIB)
    _keep(db, "sha256:new", NEWER, ZLIB)
    advisories.load(db, [advisory("D-1", "openssl", "<3.0.15-1")])
    assert _rescan(db) == ["sha256:old"]
    assert (_found(db, "sha256:old"), _found(db, "sha256:new")) == ([("D-1", "libssl3")], [])


def test_a_withdrawn_advisory_is_found_no_more(db: Connection) -> None:
    _keep(db, "sha256:a", OPENSSL)
    advisories.load(db, [advisory("D-1", "openssl", "<3.0.15-1")])
    findings.settled(db, (_rescan(db), findings.unsettled(db))[1])
    advisories.load(db, [advisory("D-1", "openssl", "<3.0.15-1", withdrawn=LATER, modified=LATER)])
    assert (_rescan(db), _found(db, "sha256:a")) == (["sha256:a"], [])


def test_images_stay_unsettled_until_what_was_read_of_them_is_settled(db: Connection) -> None:
    _keep(db, "sha256:a", OPENSSL)
    advisories.load(db, [advisory("D-1", "openssl", "<3.0.15-1")])
    _rescan(db)
    read = findings.unsettled(db)
    advisories.load(db, [advisory("D-2", "openssl", "<3.0.16-1")])
    _rescan(db)
    findings.settled(db, read)
    assert [one.digest for one in findings.unsettled(db)] == ["sha256:a"]
    findings.settled(db, findings.unsettled(db))
    assert findings.unsettled(db) == []


def test_an_advisory_that_no_image_is_touched_by_unsettles_none(db: Connection) -> None:
    _keep(db, "sha256:a", NEWER)
    advisories.load(db, [advisory("D-1", "openssl", "<3.0.15-1"), advisory("D-2", "bash", "<9")])
    assert (_rescan(db), advisories.waiting(db)) == ([], 0)


def test_a_forgotten_image_holds_nothing(db: Connection) -> None:
    _keep(db, "sha256:a", OPENSSL)
    inventories.forget(db, "sha256:a")
    advisories.load(db, [advisory("D-1", "openssl", "<3.0.15-1")])
    assert (_rescan(db), inventories.packages_of(db, "sha256:a")) == ([], [])
