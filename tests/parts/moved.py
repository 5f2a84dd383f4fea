"""A store whose clock can be moved while it runs, with its demonstration and its stand-ins.

    clock = Clock(tmp_path / "clock")
    with store(tmp_path / "store", **clock.settings) as opened:
        clock.move(days=14)

The registry is no Python program and keeps its own time, so what is signed for it says that time.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass
class Clock:
    """Ahead of the real one by as much as it was moved; it goes on by itself, and never back."""

    path: Path
    ahead: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._write("wb")

    @property
    def settings(self) -> dict[str, Any]:
        """For tests.parts.store.store."""
        folders = f"{Path(__file__).parent / 'clock'}:{ROOT}"
        return {"program": "tests.parts.moved", "MOVED_CLOCK": str(self.path), "PYTHONPATH": folders}

    def now(self) -> datetime:
        """As the store has it."""
        return datetime.now(UTC) + self.ahead

    def move(self, **spans: float) -> datetime:
        """By `days=14`, `hours=25` …; the store acts on it within a second or two. The new time."""
        self.ahead += timedelta(**spans)
        self._write("r+b")
        return self.now()

    def _write(self, mode: str) -> None:
        """In place: running processes have it mapped."""
        with self.path.open(mode) as file:
            file.write(struct.pack("<d", self.ahead.total_seconds()))


def _sign_in_the_registrys_time() -> None:
    import sitecustomize

    from gateway.registry import tokens
    from services.catalog.adapters.registry import tokens as own

    written: Any = tokens.Tokens._claims

    def claims(self: Any, who: str, allowed: Any, now: int) -> bytes:
        told: bytes = written(self, who, allowed, int(sitecustomize.unmoved()))
        return told

    tokens.Tokens._claims = claims
    own.time = SimpleNamespace(time=sitecustomize.unmoved)  # what is read there is for the registry alone


if __name__ == "__main__":
    import cli.chandlery.green  # noqa: F401 — it patches the sockets of this process, so it comes first
    from cli.chandlery.__main__ import chandlery

    _sign_in_the_registrys_time()
    chandlery()
