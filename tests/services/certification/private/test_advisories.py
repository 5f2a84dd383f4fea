"""Advisories are read once, asked for by package, and tell whose they were when something changed."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, select

from services.certification.private import advisories, tables
from services.certification.private.advisories import Mark
from services.certification.scan import osv
from services.certification.scan.package import Key
from tests.services.certification.scan.advised import DEBIAN, advisory, record

LATER = {"modified": "2026-11-05T00:00:00Z"}
OPENSSL, ZLIB = Key(DEBIAN, "openssl"), Key(DEBIAN, "zlib")


@pytest.fixture
def db(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        tables.prepare(connection)
        yield connection
    engine.dispose()


def _load(db: Connection, *records: Any) -> tuple[int, set[Key]]:
    return advisories.load(db, [one if not isinstance(one, dict) else osv.parse(one) for one in records])


def test_what_was_loaded_is_asked_for_by_package(db: Connection) -> None:
    both = record("D-1", "openssl", "<3") | {"aliases": ["CVE-1"]}
    both["affected"] += record("D-1", "zlib", "<2")["affected"]
    _load(db, both, advisory("D-2", "bash", "<5"))
    (told,) = advisories.about(db, [ZLIB])
    assert (told.id, told.aliases, [one.package for one in told.affected]) == ("D-1", ("CVE-1",), ["zlib"])


def test_the_same_again_changes_nothing(db: Connection) -> None:
    assert _load(db, advisory("D-1", "openssl", "<3")) == (1, {OPENSSL})
    before = advisories.state(db)
    assert (_load(db, advisory("D-1", "openssl", "<3")), advisories.state(db)) == ((0, set()), before)


def test_a_newer_form_takes_the_place_of_an_older_and_an_older_is_passed_over(db: Connection) -> None:
    _load(db, advisory("D-1", "openssl", "<3"))
    assert _load(db, advisory("D-1", "zlib", "<2", **LATER)) == (1, {OPENSSL, ZLIB})
    assert _load(db, advisory("D-1", "openssl", "<3")) == (0, set())
    assert ([*advisories.about(db, [OPENSSL])], len([*advisories.about(db, [ZLIB])])) == ([], 1)


def test_a_newer_form_that_says_the_same_touches_no_package(db: Connection) -> None:
    _load(db, advisory("D-1", "openssl", "<3"))
    assert _load(db, advisory("D-1", "openssl", "<3", **LATER)) == (1, set())


def test_a_withdrawn_advisory_is_gone_and_its_packages_are_touched(db: Connection) -> None:
    _load(db, advisory("D-1", "openssl", "<3"))
    assert _load(db, advisory("D-1", "openssl", "<3", withdrawn="2026-11-05T00:00:00Z", **LATER)) == (1, {OPENSSL})
    assert [*advisories.about(db, [OPENSSL])] == []


def test_only_what_is_not_known_is_worth_handing_over(db: Connection) -> None:
    told = advisory("D-1", "openssl", "<3")
    _load(db, told)
    newer = osv.parse(record("D-1", "openssl", **LATER)).modified
    marks = [Mark("D-1", told.modified), Mark("D-2", told.modified)]
    assert advisories.unknown(db, marks) == ["D-2"]
    assert advisories.unknown(db, [Mark("D-1", newer)]) == ["D-1"]


def test_the_state_is_the_same_whatever_came_first(db: Connection, tmp_path: Any) -> None:
    holes = [advisory("D-1", "openssl", "<3"), advisory("D-2", "zlib", "<2", **LATER)]
    _load(db, advisory("D-2", "zlib", "<1"))
    _load(db, *holes)
    other = create_engine(f"sqlite:///{tmp_path}/other")
    with other.begin() as second:
        tables.prepare(second)
        advisories.load(second, reversed(holes))
        assert advisories.state(second) == advisories.state(db) != ""


def test_nothing_loaded_has_no_state(db: Connection) -> None:
    assert (advisories.state(db), advisories.counted(db)) == ("", {})


def test_what_was_touched_stays_noted_until_it_is_handled(db: Connection) -> None:
    _load(db, advisory("D-1", "openssl", "<3"), advisory("D-2", "openssl", "<2"))
    noted = db.execute(select(tables.touched.c.ecosystem, tables.touched.c.package)).all()
    assert ([tuple(row) for row in noted], advisories.waiting(db)) == ([tuple(OPENSSL)], 1)


def test_they_are_counted_by_ecosystem(db: Connection) -> None:
    _load(db, advisory("D-1", "a", "<3"), advisory("D-2", "a", "<2"), advisory("P-1", "a", "<2", ecosystem="PyPI"))
    assert advisories.counted(db) == {DEBIAN: 2, "PyPI": 1}
