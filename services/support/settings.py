"""What support is told from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eventlog.settings import BadSettings


@dataclass(frozen=True)
class Settings:
    data: Path
    url: str  # of the store, as people reach it

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """From `CHANDLERY_…`; raises BadSettings with a line for each bad value."""
        wrong: list[str] = []
        settings = cls(
            data=Path(environment.get("CHANDLERY_DATA") or "./data"),
            url=(environment.get("CHANDLERY_URL") or "http://127.0.0.1:8000").rstrip("/"),
        )
        if wrong:
            raise BadSettings(wrong)
        return settings
