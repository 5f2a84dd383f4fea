"""What a process that is watched tells of what it stands on: room on the disk, and whether the registry answers."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import requests
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

FREE, SIZE, REGISTRY = "chandlery_disk_free_bytes", "chandlery_disk_bytes", "chandlery_registry_answers"
MEANINGS = {
    FREE: "Room left on the disk of CHANDLERY_DATA.",
    SIZE: "All that this disk holds, free or not.",
    REGISTRY: "0: it does not answer, so nothing is pulled or pushed.",
}

PATIENCE = 2  # seconds for an answer

Told = Callable[[], Mapping[str, str]]


class Surroundings(Collector):
    """Looked at whenever somebody asks. `registry`: its state as /readyz tells it; None where another process does."""

    def __init__(self, data: Path, registry: Told | None) -> None:
        self._data, self._registry = data, registry

    def describe(self) -> list[Metric]:
        return [GaugeMetricFamily(name, meaning) for name, meaning in MEANINGS.items()]

    def collect(self) -> Iterator[Metric]:
        disk = shutil.disk_usage(self._data)
        yield GaugeMetricFamily(FREE, MEANINGS[FREE], disk.free)
        yield GaugeMetricFamily(SIZE, MEANINGS[SIZE], disk.total)
        if self._registry is not None:
            answers = self._registry()["state"] == "ready"
            yield GaugeMetricFamily(REGISTRY, MEANINGS[REGISTRY], float(answers))


def registry(address: str) -> Told:
    """One that runs elsewhere, as /readyz tells it."""

    def told() -> Mapping[str, str]:
        try:
            answer = requests.get(f"{address}/v2/", timeout=PATIENCE)
        except requests.RequestException:
            return {"state": "away", "detail": f"{address} does not answer"}
        if answer.status_code in (200, 401):
            return {"state": "ready"}
        return {"state": "away", "detail": f"{address} answers {answer.status_code}"}

    return told
