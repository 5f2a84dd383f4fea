"""One store at a time in a data folder, and its secrets stay its own."""

import os
import stat
from pathlib import Path

import pytest

from cli.chandlery.folder import Folder, InUse


def test_a_second_store_on_the_same_folder_is_told_whose_it_is(tmp_path: Path) -> None:
    first = Folder(tmp_path)
    first.take()
    with pytest.raises(InUse, match=f"is in use by process {os.getpid()}"):
        Folder(tmp_path).take()
    first.give_back()


def test_a_folder_that_was_given_back_is_free(tmp_path: Path) -> None:
    first, second = Folder(tmp_path), Folder(tmp_path)
    first.take()
    first.give_back()
    second.take()
    second.give_back()


def test_a_secret_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    made = folder.secret("notifications")
    assert folder.secret("notifications") == made
    assert stat.S_IMODE((tmp_path / "keys" / "notifications").stat().st_mode) == 0o600
