"""Files that somebody made to harm whoever reads them: nothing breaks, hangs, or is believed without bound."""

import os
import sqlite3

import pytest

from services.certification.scan import packages
from services.certification.scan.packages import archive, paragraphs, rpm_bdb, rpm_ndb, rpm_sqlite
from tests.services.certification.scan.packages.given import told
from tests.services.certification.scan.packages.rpm_databases import ndb
from tests.services.certification.scan.packages.seeds import PAGE, berkeley, fuzzed, header, seeds
from tests.services.certification.scan.packages.test_jar import maven

USUALLY = 105_000  # in CI, of which a hundred thousand and more are promised
INPUTS = int(os.environ.get("CHANDLERY_FUZZED_INPUTS") or USUALLY)
SHARES = dict.fromkeys(("python", "npm", "gem"), 20) | {"sqlite": 3, "jar": 3}  # of 105; what takes longer has fewer
SEEDS = seeds()


@pytest.mark.parametrize("form", SEEDS)
def test_a_sound_file_of_each_format_tells_something(form: str) -> None:
    path, content, mode = SEEDS[form]
    assert told(path, content, mode)


@pytest.mark.timeout(3600 if INPUTS > 105_000 else 600)
@pytest.mark.parametrize("form", SEEDS)
def test_no_database_however_broken_does_harm(form: str) -> None:
    path, content, mode = SEEDS[form]
    read, inputs = 0, tried(form, INPUTS)
    for hostile in fuzzed(content, form, inputs):
        found = told(path, hostile, mode)
        read += bool(found)
        assert len(found) <= len(hostile)
        if packages.tells_files(path):
            packages.owned(path, hostile)
    assert read > inputs // 10, "hardly any of them is read beyond its first bytes"


def tried(form: str, inputs: int) -> int:
    return inputs * SHARES.get(form, 7) // 105


def test_a_hundred_thousand_broken_files_are_tried_each_time() -> None:
    assert sum(tried(form, USUALLY) for form in SEEDS) >= 100_000


def endless(kind: str) -> bytes:
    """A database in which Packages is a question without an end; `kind` is what it says it is."""
    database = sqlite3.connect(":memory:")
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS blob FROM n"
    database.executescript(f"CREATE VIEW Packages AS {numbers}; PRAGMA writable_schema = ON")
    database.execute("UPDATE sqlite_schema SET type = ?", (kind,))
    database.commit()
    return database.serialize()


@pytest.mark.parametrize("kind", ["view", "table"])
def test_a_database_that_never_ends_is_given_up(kind: str) -> None:
    assert told("var/lib/rpm/rpmdb.sqlite", endless(kind)) == ()


def test_rows_that_tell_more_than_the_database_has_are_given_up() -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE Packages (a, blob GENERATED ALWAYS AS (zeroblob(30000000)) VIRTUAL)")
    database.executemany("INSERT INTO Packages (a) VALUES (?)", [(1,)] * 100_000)
    database.commit()
    assert list(rpm_sqlite.blobs(database.serialize())) == []


def test_pages_that_lead_in_a_circle_are_followed_once() -> None:
    content = bytearray(berkeley())
    content[2 * PAGE + 16 : 2 * PAGE + 20] = (2).to_bytes(4, "little")  # what follows the first is the first
    content[2 * PAGE - 9 : 2 * PAGE - 5] = (1 << 30).to_bytes(4, "little")  # of a value without an end
    assert sum(len(blob) for blob in rpm_bdb.blobs(bytes(content))) <= len(content)


def test_slots_that_all_point_to_one_package_tell_it_once() -> None:
    content = bytearray(ndb([header("shop")] * 100))
    for slot in range(32, 32 + 100 * 16, 16):
        content[slot + 4 : slot + 12] = content[36:44]
    assert sum(len(blob) for blob in rpm_ndb.blobs(bytes(content[: 4096 + 900]))) <= 4096 + 900


def test_empty_paragraphs_are_not_counted_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paragraphs, "MOST", 100)
    assert told("var/lib/dpkg/status", b"\n\n" * 101 + b"Package: a\nVersion: 1\n") == ()


def test_no_more_is_taken_from_one_file_than_an_image_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST", 100)
    status = "".join(f"Package: p{number}\nVersion: 1\n\n" for number in range(200))
    assert len(told("var/lib/dpkg/status", status.encode())) == 100


def test_a_directory_of_names_without_an_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "DIRECTORY", 50)
    assert told("opt/shop.jar", maven()) == ()
