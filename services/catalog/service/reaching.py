"""How the service stands at the registry: asked again later where it does not answer, one at a time where it must."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from eventlog.amqp import Claiming, Provided
from eventlog.refusal import Unavailable
from services.catalog.adapters.registry import distribution_of
from services.catalog.ports import RegistryAway
from services.catalog.service.desk import Desk


class Reaching(Desk):
    registry = Provided(distribution_of)
    claims = Claiming()
    turn = Provided(lambda config: threading.Lock())

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Nobody else does this meanwhile, in this process or in another instance's; else RegistryAway."""
        with self.turn, self.claims.claimed(what) as mine:
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
