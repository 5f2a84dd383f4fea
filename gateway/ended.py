"""Sessions that somebody signed out of: their cookies are dead, wherever a copy of one lies."""

import hashlib
import time
from contextlib import suppress
from pathlib import Path


class Ended:
    """One empty file a session, for as long as its cookie would count; every worker process looks at the same ones."""

    def __init__(self, folder: Path, life: float) -> None:
        self._folder = folder
        self._life = life

    def note(self, session: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._forget()
        self._path(session).touch(mode=0o600)

    def has(self, session: str) -> bool:
        return self._path(session).exists()

    def _path(self, session: str) -> Path:
        return self._folder / hashlib.sha256(session.encode()).hexdigest()

    def _forget(self) -> None:
        """Those whose cookies are too old to count anyway."""
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another worker was quicker
                if path.stat().st_mtime < time.time() - self._life:
                    path.unlink()
