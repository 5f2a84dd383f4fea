"""The services that hear of an erasure, asked by RPC."""

from collections.abc import Mapping, Sequence
from typing import Any

from eventlog.remote import Remote
from services.identity.ports import Following, Waiting

SERVICES = ("identity", "catalog", "billing", "gateway-views", "search")
LOGS = ("identity", "catalog", "billing")
CLEANING = 120.0  # seconds: a large read model is written anew


class RemoteListeners:
    """Raises Unavailable where a service is away."""

    services: Sequence[str] = SERVICES

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._remote = Remote(config)
        self._patient = Remote(config, CLEANING)

    def heads(self) -> dict[str, int]:
        return {log: int(self._remote.call(log, "head")["position"]) for log in LOGS}

    def heard(self, service: str) -> tuple[Sequence[Following], Sequence[Waiting]]:
        told = self._remote.call(service, "heard")
        return [Following(*one) for one in told["followers"]], [Waiting(*one) for one in told["parked"]]

    def clean(self, service: str, subject: str) -> list[str]:
        return list(self._patient.call(service, "clean", subject))

    def close(self) -> None:
        self._remote.close()
        self._patient.close()
