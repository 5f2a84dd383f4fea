"""The services that hear of an erasure, asked by RPC."""

from collections.abc import Mapping, Sequence
from typing import Any

from eventlog.remote import PATIENCE, Remote
from services.identity.ports import Following, Waiting

LOGS = ("identity", "catalog", "billing", "certification", "support", "notifications")
SERVICES = (*LOGS, "gateway-views", "search")
ASKING = 2.0  # seconds: who asks how an erasure stands is waiting
CLEANING = 120.0  # seconds: a large read model is written anew


class RemoteListeners:
    """Raises Unavailable where a service is away. Each call has a line of its own: several may be under way."""

    services: Sequence[str] = SERVICES

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._idle: dict[float, list[Remote]] = {ASKING: [], PATIENCE: [], CLEANING: []}

    def heads(self) -> dict[str, int]:
        return {log: int(self._call(PATIENCE, log, "head")["position"]) for log in LOGS}

    def heard(self, service: str) -> tuple[Sequence[Following], Sequence[Waiting]]:
        told = self._call(ASKING, service, "heard")
        return [Following(*one) for one in told["followers"]], [Waiting(*one) for one in told["parked"]]

    def clean(self, service: str, subject: str) -> list[str]:
        return list(self._call(CLEANING, service, "clean", subject))

    def close(self) -> None:
        for idle in self._idle.values():
            while idle:
                idle.pop().close()

    def _call(self, patience: float, service: str, method: str, *arguments: Any) -> Any:
        idle = self._idle[patience]
        remote = idle.pop() if idle else Remote(self._config, patience)
        try:
            return remote.call(service, method, *arguments)
        finally:
            idle.append(remote)
