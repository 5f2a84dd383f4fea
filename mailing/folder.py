"""Mail into a folder, one .eml file a letter: for a store that is tried out, and for tests."""

import os
from collections.abc import Sequence
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import quote

from mailing.letter import Mail


class FolderMailer:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, mail: Mail) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{_named(mail.about)}.{_named(mail.key)}" if mail.about else _named(mail.key)
        written = self._folder / f".{name}.writing"
        with written.open("wb") as file:
            file.write(mail.message().as_bytes())
            file.flush()
            os.fsync(file.fileno())
        written.replace(self._folder / f"{name}.eml")  # the same letter twice is one file

    def forget(self, address: str) -> int:
        return _gone([file for file in self._folder.glob("*.eml") if _to(file) == address])

    def forget_about(self, account: str) -> int:
        return _gone([file for file in self._folder.glob("*.eml") if file.name.startswith(f"{_named(account)}.")])


def _named(text: str) -> str:
    """As part of a file's name: no slash in it leads to another folder, and no dot ends it."""
    return quote(text, safe="@:+").replace(".", "%2E")


def _gone(files: Sequence[Path]) -> int:
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def _to(file: Path) -> str:
    return str(message_from_bytes(file.read_bytes(), policy=policy.SMTP)["To"])
