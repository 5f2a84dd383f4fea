"""What certification is told from outside: what an examination may take, and what images are certified for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eventlog.settings import BadSettings

UNITS = {"": 1, "k": 1000, "M": 1000**2, "G": 1000**3, "T": 1000**4}
LEAST_MEMORY = 256 * 1000**2  # bytes; the program alone takes half of it


@dataclass(frozen=True)
class Settings:
    data: Path
    registry_api: str  # where the store itself reaches the registry
    agreement_version: str  # that publishers have to have accepted
    examiners: int  # images that one process examines at a time
    memory: int  # bytes that the examination of one image may take
    minutes: int  # that it may take
    policy: str  # file of a policy over the store's own; empty: the store's own alone
    engines: tuple[str, ...]  # versions or their beginnings, 28 or 29.1; empty: any
    infrastructures: tuple[str, ...]  # empty: any

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """From `CHANDLERY_…`; raises BadSettings with a line for each bad value."""
        wrong: list[str] = []
        port = environment.get("CHANDLERY_REGISTRY_PORT") or "5000"
        settings = cls(
            data=Path(environment.get("CHANDLERY_DATA") or "./data"),
            registry_api=(environment.get("CHANDLERY_REGISTRY_API") or f"http://127.0.0.1:{port}").rstrip("/"),
            agreement_version=environment.get("CHANDLERY_AGREEMENT_VERSION") or "1",
            examiners=_number(environment, "CHANDLERY_EXAMINERS", 1, 64, wrong),
            memory=_bytes_of(environment.get("CHANDLERY_EXAMINER_MEMORY") or "2 GB"),
            minutes=_number(environment, "CHANDLERY_EXAMINER_MINUTES", 30, 24 * 60, wrong),
            policy=environment.get("CHANDLERY_POLICY") or "",
            engines=tuple((environment.get("CHANDLERY_CERTIFIED_ENGINES") or "").replace(",", " ").split()),
            infrastructures=_listed(environment.get("CHANDLERY_CERTIFIED_INFRASTRUCTURES") or ""),
        )
        if bad := [*wrong, *settings._wrong()]:
            raise BadSettings(bad)
        return settings

    def _wrong(self) -> Iterator[str]:
        if self.memory < LEAST_MEMORY:
            yield "CHANDLERY_EXAMINER_MEMORY: at least 256 MB, such as 2 GB"
        if self.policy and not Path(self.policy).is_file():
            yield f"CHANDLERY_POLICY: there is no file “{self.policy}”"
        for engine in self.engines:
            if not re.fullmatch(r"\d+(\.\d+){0,2}", engine):
                yield f"CHANDLERY_CERTIFIED_ENGINES: “{engine}” is no version such as 28 or 29.1"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _bytes_of(text: str) -> int:
    """Of “2 GB” or “500 MB”; 0 where it is none of these."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([kMGT]?)B?", text.strip(), re.ASCII)
    return int(float(found[1]) * UNITS[found[2]]) if found else 0


def _number(environment: Mapping[str, str], name: str, default: int, most: int, wrong: list[str]) -> int:
    given = environment.get(name) or str(default)
    if given.isascii() and given.isdecimal() and 0 < int(given) <= most:
        return int(given)
    wrong.append(f"{name}: “{given}” is not a whole number from 1 to {most}")
    return default
