"""The data folder: one store at a time in it, and the secrets that it was given at its first start."""

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from cli.chandlery.printing import Stop
from gateway.secrets import write_once

RESTORING = "restoring.json"  # is there for as long as not all of a backup is
SERVED = "served"  # a folder with a locked file for each process that shares the store's folder


class InUse(Exception):
    """Another process has this data folder."""


class Folder:
    """`$CHANDLERY_DATA`, private to its owner."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None
        self._signed: IO[str] | None = None
        self._only: IO[str] | None = None

    def take(self, *, unfinished: bool = False) -> None:
        """Makes the folder where it is missing and locks it; raises InUse with the other's process id.

        `unfinished`: though a restore was broken off there; else that raises Stop, as it does in `share`.
        """
        self._take(fcntl.LOCK_EX, str(os.getpid()))
        if not unfinished:
            self._must_be_whole()

    def share(self, name: str) -> None:
        """As `take`, beside other processes of the same store that share it; `name` is what this one serves."""
        self._take(fcntl.LOCK_SH, "")
        self._must_be_whole()
        self._sign(f"{name}.{os.getpid()}.{socket.gethostname()}")

    def only(self, name: str) -> None:
        """Of what is served under this name there is this one process; raises InUse where another is there already."""
        lock = (self.path / f"{name}.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as busy:
            lock.close()
            raise InUse(f"{name} is served already") from busy
        self._only = lock

    def say(self, state: str) -> None:
        """Tells in the signed file how this process stands, for whoever supervises it."""
        if self._signed is not None:
            self._signed.truncate(0)
            self._signed.write(state)
            self._signed.flush()

    def beat(self) -> None:
        """Tells that this process goes on; who looks at it reads the time of the signed file."""
        if self._signed is not None:
            os.utime(self._signed.name)

    def give_back(self) -> None:
        if self._signed is not None:
            Path(self._signed.name).unlink(missing_ok=True)
        for held in (self._signed, self._only, self._lock):
            if held is not None:
                held.close()
        self._signed = self._only = self._lock = None

    def _take(self, how: int, owner: str) -> None:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (self.path / "lock").open("a+")
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except OSError as busy:
            with lock:
                lock.seek(0)
                raise InUse(f"{self.path} is in use by {self._users(lock.read().strip())}") from busy
        lock.truncate(0)
        lock.write(owner)
        lock.flush()
        self._lock = lock

    def _must_be_whole(self) -> None:
        if (self.path / RESTORING).exists():
            self.give_back()
            raise Stop(
                f"A restore into {self.path} was broken off: give the same `chandlery restore` once more, which goes "
                "on, or remove the folder"
            )

    def _users(self, alone: str) -> str:
        """Who runs `up` there, or all that are served from it."""
        return ", ".join(f"`serve {each}`" for each in self.served()) or f"process {alone or 'unknown'}"

    def _sign(self, name: str) -> None:
        path = self.path / SERVED / name
        path.parent.mkdir(exist_ok=True, mode=0o700)
        self._signed = path.open("a")
        fcntl.flock(self._signed, fcntl.LOCK_EX)
        self.say("starting")

    def served(self) -> list[str]:
        """What runs as processes of its own: `identity (process 17 of host)` each; forgets those that ended."""
        found = []
        for path in sorted((self.path / SERVED).glob("*")):
            with suppress(FileNotFoundError), path.open() as signed:
                try:
                    fcntl.flock(signed, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    name, number, host = path.name.split(".", 2)
                    found.append(f"{name} (process {number} of {host})")
                else:
                    path.unlink(missing_ok=True)
        return found

    def hosts_of(self, name: str) -> list[str]:
        """The machines, or containers, that serve this part; asked after `served`, which forgets those that ended."""
        return [path.name.split(".", 2)[2] for path in sorted((self.path / SERVED).glob(f"{name}.*"))]

    @property
    def control(self) -> Path:
        return self.path / "control.sock"

    def secret(self, name: str) -> str:
        """256 random bits in hex, made once and kept with mode 0600, whoever of several processes comes first."""
        path = self.path / "keys" / name
        if not path.exists():
            write_once(path, secrets.token_hex(32).encode())
        return path.read_text().strip()

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """One process at a time makes what a new store needs."""
        keys = self.path / "keys"
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (keys / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
