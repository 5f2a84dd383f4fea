"""A backup is put on a server of PostgreSQL that has nothing of the store: its databases are made with it."""

import secrets
import subprocess
from pathlib import Path

from cli.chandlery import restoring
from cli.chandlery.backing import Backup
from cli.chandlery.folder import Folder
from cli.chandlery.groundwork import databases
from cli.chandlery.settings import resolve
from tests.cli.chandlery.test_preparing import at, prepared
from tests.cli.chandlery.test_up import chandlery


def told(data: Path, named: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return chandlery(*words, CHANDLERY_DATA=str(data), CHANDLERY_REGISTRY_PROGRAM="none", **named)


def test_a_restore_makes_the_databases_that_are_missing_and_takes_no_others(postgres: str, tmp_path: Path) -> None:
    lost, bare = (at(postgres, f"r{secrets.token_hex(4)}") for _ in range(2))
    assert prepared(tmp_path, **lost).returncode == 0
    backup = told(tmp_path / "data", lost, "backup", str(tmp_path / "backup"), "--without-images")
    assert backup.returncode == 0, backup.stderr
    first, again = (told(tmp_path / name, bare, "restore", str(tmp_path / "backup")) for name in ("new", "newer"))
    assert first.returncode == 0, first.stdout + first.stderr
    assert "identity " in first.stdout
    assert again.returncode == 1
    assert "is in use: a backup is put where there is no store" in again.stderr
    assert not (tmp_path / "newer" / "keys").exists()
    broken_off(tmp_path / "new", tmp_path / "backup", bare)
    more = told(tmp_path / "new", bare, "restore", str(tmp_path / "backup"))
    assert (more.returncode, more.stdout) == (0, first.stdout), more.stderr


def broken_off(data: Path, backup: Path, named: dict[str, str]) -> None:
    """As a restore leaves the folder that is killed before its end, with all logs in their databases."""
    settings = resolve({"CHANDLERY_DATA": str(data), **named})
    with restoring._noted(Folder(data), Backup.of(backup), [*databases(settings)]):
        pass
