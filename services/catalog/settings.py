"""What the catalogue is told from outside: where the registry answers, and the keys that it trusts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from eventlog.settings import BadSettings


@dataclass(frozen=True)
class Settings:
    registry_api: str  # where the store itself reaches the registry
    registry_host: str  # the registry's name to customers, which its tokens are made for
    registry_version: str  # 2 or 3: how a token names its key
    keys: Path

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """From `CHANDLERY_…`; raises BadSettings with a line for each bad value."""
        port = environment.get("CHANDLERY_REGISTRY_PORT") or "5000"
        keys = environment.get("CHANDLERY_REGISTRY_KEYS") or f"{environment.get('CHANDLERY_DATA') or './data'}/keys"
        settings = cls(
            registry_api=(environment.get("CHANDLERY_REGISTRY_API") or f"http://127.0.0.1:{port}").rstrip("/"),
            registry_host=environment.get("CHANDLERY_REGISTRY_HOST") or f"localhost:{port}",
            registry_version=environment.get("CHANDLERY_REGISTRY_VERSION") or "2",
            keys=Path(keys),
        )
        if bad := list(settings._wrong()):
            raise BadSettings(bad)
        return settings

    def _wrong(self) -> list[str]:
        bad = []
        address = urlsplit(self.registry_api)
        if address.scheme not in ("http", "https") or not address.hostname:
            bad.append(f"CHANDLERY_REGISTRY_API: “{self.registry_api}” is not an address such as http://127.0.0.1:5000")
        if self.registry_version not in ("2", "3"):
            bad.append(f"CHANDLERY_REGISTRY_VERSION: “{self.registry_version}” is neither 2 nor 3")
        return bad
