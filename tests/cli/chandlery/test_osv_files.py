"""Files of advisories are read record by record; what is broken is told by its place, and the rest goes on."""

import json
import random
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cli.chandlery.osv_files import Problem, Record, read
from services.certification.scan import osv
from tests.services.certification.scan.advised import CRITICAL, record

DATA = Path(__file__).parents[4] / "shared" / "data" / "osv"
GOOD = record("P-1", "a", "<1.0", ecosystem="PyPI", aliases=["CVE-1"])


def _archive(path: Path, **files: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as told:
        for name, content in files.items():
            told.writestr(f"{name}.json", content)
    return path


def _told(path: Path) -> list[str]:
    return [f"{one.name}: {one.text}" if isinstance(one, Problem) else one.id for one in read(path)]


def test_what_cannot_be_read_is_told_by_its_name_and_the_rest_comes(tmp_path: Path) -> None:
    unnamed = json.dumps(GOOD | {"id": ""})
    path = _archive(tmp_path / "all.zip", a=json.dumps(GOOD), b="{", c=unnamed, d=json.dumps(GOOD | {"id": "P-2"}))
    assert [one.partition(": it is no JSON")[0] for one in _told(path)] == [
        "P-1",
        "b.json",
        "c.json: id is a line of at most 200 characters",
        "P-2",
    ]


def test_one_record_may_lie_in_a_file_of_its_own(tmp_path: Path) -> None:
    (path := tmp_path / "P-1.json").write_text(json.dumps(GOOD))
    assert _told(path) == ["P-1"]


def test_other_files_in_an_archive_are_passed_over(tmp_path: Path) -> None:
    path = _archive(tmp_path / "all.zip", a=json.dumps(GOOD))
    with zipfile.ZipFile(path, "a") as told:
        told.writestr("README.md", "# Advisories")
    assert _told(path) == ["P-1"]


def test_an_archive_that_was_cut_off_is_told_and_costs_no_other(tmp_path: Path) -> None:
    path = _archive(tmp_path / "all.zip", a=json.dumps(GOOD))
    path.write_bytes(path.read_bytes()[:-30])
    assert _told(path) == [": it is no zip archive, or its end is missing"]


def test_nesting_without_end_is_told_as_no_json(tmp_path: Path) -> None:
    (found,) = _told(_archive(tmp_path / "all.zip", a="[" * 200_000))
    assert found.startswith("a.json: it is no JSON")


def test_an_archive_is_read_in_the_memory_of_a_record(tmp_path: Path) -> None:
    told = record("P-1", "a", "<1", details="x" * 20_000)
    path = _archive(
        tmp_path / "all.zip", **{f"n{each}": json.dumps(told | {"id": f"P-{each}"}) for each in range(2_000)}
    )
    tracemalloc.start()
    assert sum(isinstance(one, Record) for one in read(path)) == 2_000
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1_000_000  # of 40 million bytes unpacked


def test_whatever_a_record_holds_it_is_read_or_its_place_is_named() -> None:
    chance = random.Random(9)
    severity = [{"type": "CVSS_V3", "score": CRITICAL}]
    whole = json.dumps(GOOD | {"severity": severity, "summary": "Low: x", "related": ["CVE-2"], "withdrawn": None})
    pieces = ['"', "{", "}", "[", "]", ":", ",", "null", "0", "-1e999", '"\\ud800"', "true", '"Ａ"', "[[]]", "{}"]
    for _ in range(60_000):
        text = whole
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(pieces) + text[at + chance.randint(0, 12) :]
        _read(text)


def test_whatever_stands_in_the_place_of_a_value_it_is_read_or_its_place_is_named() -> None:
    chance = random.Random(10)
    odd: list[Any] = [
        None,
        0,
        -1,
        1e308,
        "",
        "x" * 1000,
        "\0",
        "\ud800",
        [],
        [None],
        {},
        {"a": 1},
        True,
        [[]],
        "9" * 400,
    ]
    for _ in range(30_000):
        told = json.loads(json.dumps(GOOD | {"severity": [{"type": "CVSS_V3", "score": CRITICAL}]}))
        for _ in range(chance.randint(1, 3)):
            _put(told, chance, chance.choice(odd))
        _read(json.dumps(told))


def _put(told: Any, chance: random.Random, value: Any) -> None:
    """Somewhere in a record, at any depth."""
    while True:
        places = list(told) if isinstance(told, dict) else list(range(len(told)))
        if not places:
            return
        place = chance.choice(places)
        if isinstance(told[place], dict | list) and chance.random() < 0.7:
            told = told[place]
            continue
        told[place] = json.loads(json.dumps(value))
        return


def _read(text: str) -> None:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return
    try:
        parsed = osv.parse(told)
    except osv.Unusable:
        return
    assert osv.parse(osv.trimmed(told)) == parsed


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")
def test_real_archives_are_read_whole() -> None:
    counted = {path.stem: [isinstance(one, Record) for one in read(path)] for path in sorted(DATA.glob("*.zip"))}
    assert {name: (len(found), all(found)) for name, found in counted.items()} == {
        "AlmaLinux-8": (3237, True),
        "AlmaLinux-9": (1783, True),
        "PyPI": (2661, True),
    }
