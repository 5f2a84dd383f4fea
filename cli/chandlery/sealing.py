"""The logs' roots under `sealed/`: noted at the start, once a day and at the end, and compared on demand."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import eventlet

from cli.chandlery import printing
from cli.chandlery.services import Services
from eventlog.amqp import EventLog
from eventlog.log import Log
from eventlog.witness import Witness

DAY = 24 * 3600


class Sealing:
    def __init__(self, services: Services, folder: Path, secret: bytes) -> None:
        self._services = services
        self._folder = folder
        self._secret = secret

    def note(self) -> None:
        for source, log in self._logs().items():
            self._witness(source).note(log, datetime.now(UTC))

    def flaws(self) -> Mapping[str, list[str]]:
        """By service: what is wrong with its log, in sentences."""
        logs = self._logs().items()
        return {source: [*log.verify(), *self._witness(source).flaws(log)] for source, log in logs}

    def _logs(self) -> dict[str, Log]:
        every = (each for container in self._services.containers for each in container.extensions)
        found = [each.kernel.must_log() for each in every if isinstance(each, EventLog)]
        return {log.source: log for log in found}

    def _witness(self, source: str) -> Witness:
        return Witness(self._folder / f"{source}.jsonl", self._secret)


@contextmanager
def kept(sealing: Sealing) -> Iterator[None]:
    """While the store runs."""
    noting = eventlet.spawn(_daily, sealing)
    try:
        yield
    finally:
        noting.kill()
        sealing.note()


def _daily(sealing: Sealing) -> None:
    while True:
        try:
            sealing.note()
        except OSError as problem:  # a full disk: tomorrow is another day
            printing.complain(f"Care: the logs' roots could not be sealed: {problem}")
        eventlet.sleep(DAY)
