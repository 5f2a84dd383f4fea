"""What certification is asked: bills of materials, which are too large for events, and what a compose file says."""

import json
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from eventlog.remote import Remote


class Bills:
    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config

    def bill(self, digest: str, platform: str) -> dict[str, Any]:
        """CycloneDX, of a platform's manifest; raises Unavailable, or Missing where there is none."""
        with closing(Remote(self._config)) as remote:
            told = remote.call("certification", "sbom", digest, platform)
        found: dict[str, Any] = json.loads(told["text"])
        return found


class Compositions:
    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config

    def read(self, text: str) -> dict[str, Any]:
        """As Certification.read_composition tells it; raises Unavailable."""
        with closing(Remote(self._config)) as remote:
            told: dict[str, Any] = remote.call("certification", "read_composition", text)
        return told
