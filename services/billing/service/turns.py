"""Whose turn it is to read an object of the payment company and note what it is: one at a time for each object."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import eventlet
from eventlet.semaphore import Semaphore

from eventlog.amqp import Declaration
from eventlog.claims import Claims
from eventlog.refusal import Unavailable

PATIENCE, PAUSE = 30.0, 0.05  # seconds


class Turns:
    """Among the green threads of this process, and among the instances of the service."""

    def __init__(self, claims: Claims) -> None:
        self._claims = claims
        self._busy: dict[str, Semaphore] = defaultdict(Semaphore)
        self._waiting: dict[str, int] = defaultdict(int)

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        self._waiting[what] += 1
        try:
            with self._busy[what], self._claimed(f"payments {what}"):
                yield
        finally:
            self._waiting[what] -= 1
            if not self._waiting[what]:
                del self._busy[what], self._waiting[what]

    @contextmanager
    def _claimed(self, row: str) -> Iterator[None]:
        end = time.monotonic() + PATIENCE
        while True:
            with self._claims.claimed(row) as mine:
                if mine:
                    yield
                    return
            if time.monotonic() > end:
                raise Unavailable("try-again", row)
            eventlet.sleep(PAUSE)


class TurnByTurn(Declaration):
    """The service's Turns."""

    def setup(self) -> None:
        self._turns: list[Turns] = []

    def get_dependency(self, worker_ctx: Any) -> Turns:
        if not self._turns:
            self._turns.append(Turns(self.kernel.claims))
        return self._turns[0]
