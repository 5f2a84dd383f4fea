"""Advisories come into a store that runs, into one that does not, and into a file for who has none."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.chandlery.test_up import chandlery
from tests.parts.store import Store
from tests.parts.store import store as running_store
from tests.services.certification.scan.advised import record

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with running_store(tmp_path_factory.mktemp("advised"), CHANDLERY_DEMO="0") as opened:
        yield opened


def _archive(folder: Path, *ids: str, broken: str = "") -> str:
    with zipfile.ZipFile(folder / "all.zip", "w") as told:
        for id in ids:
            told.writestr(f"{id}.json", json.dumps(record(id, "openssl", "<3.0.15-1")))
        if broken:
            told.writestr(broken, "{")
    return str(folder / "all.zip")


def _row(stdout: str) -> list[str]:
    return stdout.splitlines()[1].split()[:3]


def test_a_running_store_takes_what_it_has_not_and_shows_it(store: Store, tmp_path: Path) -> None:
    files = [_archive(tmp_path, *(f"D-{number}" for number in range(250)))]
    first = chandlery("advisories", "load", *files, CHANDLERY_DATA=str(store.data))
    again = chandlery("advisories", "load", *files, CHANDLERY_DATA=str(store.data))
    assert (first.returncode, _row(first.stdout)) == (0, ["250", "250", "0"]), first.stderr
    assert (again.returncode, _row(again.stdout)) == (0, ["250", "0", "0"]), again.stderr
    shown = chandlery("advisories", "status", CHANDLERY_DATA=str(store.data)).stdout
    assert ["Debian:12", "250"] in [line.split() for line in shown.splitlines()], shown


def test_a_broken_record_is_told_by_its_file_and_name_and_costs_no_other(store: Store, tmp_path: Path) -> None:
    told = chandlery("advisories", "load", _archive(tmp_path, "B-1", broken="B-2.json"), CHANDLERY_DATA=str(store.data))
    assert (told.returncode, _row(told.stdout)) == (1, ["1", "1", "1"])
    assert "all.zip: B-2.json: it is no JSON" in told.stderr


def test_a_store_that_does_not_run_takes_them_all_the_same(tmp_path: Path) -> None:
    (data := tmp_path / "data").mkdir()
    told = chandlery("advisories", "load", _archive(tmp_path, "D-1"), CHANDLERY_DATA=str(data))
    assert (told.returncode, _row(told.stdout)) == (0, ["1", "1", "0"]), told.stderr


def test_a_file_takes_them_without_a_store(tmp_path: Path) -> None:
    into = str(tmp_path / "advisories")
    first = chandlery("advisories", "load", _archive(tmp_path, "D-1"), "--into", into)
    again = chandlery("advisories", "load", _archive(tmp_path, "D-1", "D-2"), "--into", into)
    assert (_row(first.stdout), _row(again.stdout)) == (["1", "1", "0"], ["2", "1", "0"]), first.stderr + again.stderr


def test_a_file_that_is_something_else_is_not_written_into(tmp_path: Path) -> None:
    (into := tmp_path / "letters").write_text("Dear Ada," * 1000)
    told = chandlery("advisories", "load", _archive(tmp_path, "D-1"), "--into", str(into))
    assert (told.returncode, into.read_text()) == (1, "Dear Ada," * 1000)
    assert "letters: file is not a database" in told.stderr
