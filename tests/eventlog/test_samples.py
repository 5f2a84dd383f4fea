"""Old events stay readable: a stored sample that is missing, unreadable or left over shows by its name."""

import json
from pathlib import Path

import pytest

from eventlog.testing import check_samples
from tests.eventlog import club

SAMPLES = {
    "club.member-joined.1.json": {"member": "ada", "name": "Ada", "address": "1 Main St"},
    "club.member-moved.1.json": {"address": "2 Main St"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert club.MemberJoinedSchema.stored_as == "club.member-joined"
    for name, data in SAMPLES.items():
        (tmp_path / name).write_text(json.dumps(data))
    return tmp_path


def test_every_event_is_read_from_its_sample(folder: Path) -> None:
    check_samples(folder, "club")


def test_a_missing_sample_shows(folder: Path) -> None:
    (folder / "club.member-moved.1.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"club\.member-moved\.1\.json"):
        check_samples(folder, "club")


def test_a_sample_that_is_not_the_event_any_more_shows(folder: Path) -> None:
    (folder / "club.member-moved.1.json").write_text('{"street": "2 Main St"}')
    with pytest.raises(TypeError, match="address"):
        check_samples(folder, "club")


def test_a_sample_of_an_event_that_is_gone_shows(folder: Path) -> None:
    (folder / "club.member-left.1.json").write_text("{}")
    with pytest.raises(AssertionError, match="is of no event"):
        check_samples(folder, "club")
