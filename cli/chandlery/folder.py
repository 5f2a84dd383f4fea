"""The data folder: one store at a time in it, and the secrets that it was given at its first start."""

import fcntl
import os
import secrets
from pathlib import Path
from typing import IO


class InUse(Exception):
    """Another process has this data folder."""


class Folder:
    """`$CHANDLERY_DATA`, private to its owner."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    def take(self) -> None:
        """Makes the folder where it is missing and locks it; raises InUse with the other's process id."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (self.path / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as busy:
            with lock:
                lock.seek(0)
                raise InUse(f"{self.path} is in use by process {lock.read().strip() or 'unknown'}") from busy
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def give_back(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def control(self) -> Path:
        return self.path / "control.sock"

    def secret(self, name: str) -> str:
        """256 random bits in hex, made once and kept with mode 0600."""
        path = self.path / "keys" / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text().strip()
