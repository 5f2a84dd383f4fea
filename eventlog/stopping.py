"""Stopping services at the same time, and at once: nameko's consumers look only once a second whether they should."""

from collections.abc import Iterator, Sequence
from typing import Any

import eventlet

from eventlog.transport import Transport, transports_of


def stop(containers: Sequence[Any]) -> None:
    """Returns when all have stopped."""
    transports = [transport for container in containers for transport in _transports(container)]
    stopping = [eventlet.spawn(container.stop) for container in containers]
    while not all(thread.dead for thread in stopping):
        for transport in transports:
            transport.stir()
        eventlet.sleep(0.01)


def _transports(container: Any) -> Iterator[Transport]:
    for shared in list(container.shared_extensions.values()):
        yield from transports_of(list(getattr(shared, "_consumers", {}).values()))
