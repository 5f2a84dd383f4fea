"""What search is told from outside: where its index lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eventlog.settings import BadSettings


@dataclass(frozen=True)
class Settings:
    folder: Path
    elasticsearch: str = ""  # its address; empty: the index lies in the folder
    prefix: str = ""

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """From `CHANDLERY_DATA`, `ELASTICSEARCH_URL` and `CHANDLERY_SEARCH_PREFIX`; raises BadSettings."""
        data = Path(environment.get("CHANDLERY_DATA") or "./data")
        if data.exists() and not data.is_dir():
            raise BadSettings([f"CHANDLERY_DATA: {data} is not a folder"])
        prefix = environment.get("CHANDLERY_SEARCH_PREFIX", "")
        return cls(data / "index", environment.get("ELASTICSEARCH_URL", ""), prefix)
