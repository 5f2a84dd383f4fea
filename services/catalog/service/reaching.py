"""How the service stands at the registry: asked again later where it does not answer, one at a time where it must."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakValueDictionary

from eventlog.amqp import Claiming, Provided
from eventlog.refusal import Unavailable
from services.catalog.adapters.registry import distribution_of
from services.catalog.ports import RegistryAway
from services.catalog.service.desk import Desk

AT_ONCE = 4  # repositories that are worked at side by side; what concerns one goes in its order


class Turns:
    """In this process: one at a time for each thing that is named."""

    def __init__(self) -> None:
        self._of: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()

    def of(self, what: str) -> threading.Lock:
        return self._of.setdefault(what, threading.Lock())


class Reaching(Desk):
    registry = Provided(distribution_of)
    claims = Claiming()
    turns = Provided(lambda config: Turns())

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Nobody else does this meanwhile, in this process or in another instance's; else RegistryAway."""
        with self.turns.of(what), self.claims.claimed(what) as mine:
            if not mine:
                raise RegistryAway(f"Another instance is at {what}.")
            yield


@contextmanager
def reached() -> Iterator[None]:
    """What the registry does not answer now is asked again later."""
    try:
        yield
    except RegistryAway as away:
        raise Unavailable("registry-away", str(away)) from away
