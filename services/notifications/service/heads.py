"""How far the other services' logs go: what was told before is known once the views have come there."""

from collections.abc import Mapping
from typing import Any

from eventlog.remote import Remote


class Heads:
    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._idle: list[Remote] = []

    def of(self, source: str) -> int:
        """The last position of its log; raises Unavailable while it is away."""
        remote = self._idle.pop() if self._idle else Remote(self._config)
        try:
            return int(remote.call(source, "head")["position"])
        finally:
            self._idle.append(remote)
