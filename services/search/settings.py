"""What search is told from outside: where its index lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eventlog.settings import BadSettings


@dataclass(frozen=True)
class Settings:
    folder: Path

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """From `CHANDLERY_DATA`; raises BadSettings."""
        data = Path(environment.get("CHANDLERY_DATA") or "./data")
        if data.exists() and not data.is_dir():
            raise BadSettings([f"CHANDLERY_DATA: {data} is not a folder"])
        return cls(data / "index")
