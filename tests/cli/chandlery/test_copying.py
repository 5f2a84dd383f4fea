"""Files that are put where a store is to be, and those that are taken away before others are put there."""

from pathlib import Path

import pytest

from cli.chandlery import copying


def test_what_a_backup_keeps_from_being_written_can_be_written_where_it_is_put(tmp_path: Path) -> None:
    kept = tmp_path / "billing.log"
    kept.write_text("events")
    kept.chmod(0o440)
    copying.load(kept, f"sqlite:///{tmp_path}/data/billing.log.db")
    put = tmp_path / "data" / "billing.log.db"
    assert (put.read_text(), oct(put.stat().st_mode & 0o777)) == ("events", "0o640")


def test_a_database_is_in_use_until_nothing_is_left_that_another_would_take_for_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[str] = []
    unlink = Path.unlink

    def one_by_one(file: Path, missing_ok: bool = False) -> None:
        gone.append(file.name)
        unlink(file, missing_ok=missing_ok)

    for name in ("a.db", "a.db-wal"):
        (tmp_path / name).touch()
    with monkeypatch.context() as watched:
        watched.setattr(Path, "unlink", one_by_one)
        copying.empty(f"sqlite:///{tmp_path}/a.db")
    assert gone[-1] == "a.db"
    assert not list(tmp_path.iterdir())
