"""The logs' roots under `sealed/`: noted at the start, once a day and at the end, and compared on demand.

Where several instances of a service share a log, one of them notes its roots, at its start and once a day.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

import eventlet

from cli.chandlery import printing
from cli.chandlery.services import Services
from eventlog.amqp import EventLog
from eventlog.leading import Lead
from eventlog.log import Log, open_log
from eventlog.runtime import Kernel
from eventlog.witness import Witness

DAY = 24 * 3600
MOST = 1000  # sentences on one log
LOGS = ("identity", "catalog", "billing", "certification", "support", "notifications")

Logs = Callable[[], Mapping[str, Log]]  # by service


class Sealing:
    def __init__(self, logs: Logs, folder: Path, secret: bytes) -> None:
        self._logs = logs
        self._folder = folder
        self._secret = secret

    def note(self) -> None:
        for source, log in self._logs().items():
            self._witness(source).note(log, datetime.now(UTC))

    def flaws(self) -> Mapping[str, list[str]]:
        """By service: what is wrong with its log, in sentences."""
        logs = self._logs().items()
        return {source: [*first(log.verify()), *self._witness(source).flaws(log)] for source, log in logs}

    def _witness(self, source: str) -> Witness:
        return Witness(self._folder / f"{source}.jsonl", self._secret)


def first(flaws: Iterator[str]) -> Iterator[str]:
    """As many as somebody reads: a log of which nothing holds has one for each of its events."""
    yield from islice(flaws, MOST)
    if next(flaws, None) is not None:
        yield f"there are more; these are the first {MOST:,}"


def logs_of(services: Services) -> dict[str, Log]:
    """Those that the services of this process have open."""
    return {log.source: log for log in (kernel.must_log() for kernel in _kernels(services))}


def _kernels(services: Services) -> list[Kernel]:
    every = (each for container in services.containers for each in container.extensions)
    return [each.kernel for each in every if isinstance(each, EventLog)]


class LogsAlone:
    """Those of services that run elsewhere, opened when they are first asked for."""

    def __init__(self, url: str, secret: bytes) -> None:
        from cli.chandlery import every_event  # noqa: F401 — late: who serves one log needs no names of the others

        self._url = url
        self._secret = secret
        self._opened: dict[str, Log] = {}

    def __call__(self) -> dict[str, Log]:
        for name in LOGS:
            if name not in self._opened:
                url = self._url.format(service=name)
                self._opened[name] = open_log(name, url, keys=None, secret=self._secret)
        return self._opened

    def close(self) -> None:
        while self._opened:
            self._opened.popitem()[1].close()


@contextmanager
def kept(sealing: Sealing) -> Iterator[None]:
    """While the store runs."""
    noting = eventlet.spawn(_daily, sealing)
    try:
        yield
    finally:
        noting.kill()
        sealing.note()


def led(services: Services, folder: Path, secret: bytes) -> None:
    """From now on, in whichever instance leads in it."""
    for kernel in _kernels(services):
        log = kernel.must_log()
        sealing = Sealing(partial(dict, {log.source: log}), folder, secret)
        kernel.spawn_led("roots", partial(_daily, sealing))


def _daily(sealing: Sealing, lead: Lead | None = None) -> None:
    while True:
        if lead is not None:
            lead.must_hold()
        try:
            sealing.note()
        except OSError as problem:  # a full disk: tomorrow is another day
            printing.complain(f"Care: the logs' roots could not be sealed: {problem}")
        eventlet.sleep(DAY)
