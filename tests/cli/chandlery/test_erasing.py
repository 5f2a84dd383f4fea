"""An erasure is certified once all that a store runs have heard of it; an export goes into a new file."""

import stat
from pathlib import Path

import pytest

from cli.chandlery import asking, sealing, services
from cli.chandlery.ownership import export_my_data
from cli.chandlery.printing import Stop
from services.identity.adapters import listeners


def test_whatever_a_store_runs_hears_of_an_erasure() -> None:
    assert set(listeners.SERVICES) == set(services.SERVICES)


def test_what_the_first_to_hear_of_it_caused_is_looked_for_in_every_log() -> None:
    assert listeners.LOGS == sealing.LOGS


def test_somebodys_data_are_not_written_over_a_file_that_is_there(tmp_path: Path) -> None:
    file = tmp_path / "ada.json"
    file.write_text("of somebody else")
    with pytest.raises(Stop, match="is there already; name a new file, or say --force to write over it"):
        export_my_data.main(["ada@example.org", str(file)], standalone_mode=False)
    assert file.read_text() == "of somebody else"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "ask", lambda command, subject: {"email": subject})


@pytest.mark.usefixtures("told")
def test_somebodys_data_are_not_written_into_what_another_holds_open(tmp_path: Path) -> None:
    file, beside = tmp_path / "ada.json", tmp_path / ".ada.json.partial"
    beside.touch()
    beside.chmod(0o666)
    with beside.open() as watched:
        export_my_data.main(["ada@example.org", str(file)], standalone_mode=False)
        assert watched.read() == ""
    assert (stat.S_IMODE(file.stat().st_mode), beside.exists()) == (0o600, False)


@pytest.mark.usefixtures("told")
def test_a_file_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "ada").touch()
    with pytest.raises(Stop, match=r"data\.json cannot be written: Not a directory"):
        export_my_data.main(["ada@example.org", str(tmp_path / "ada" / "data.json")], standalone_mode=False)
