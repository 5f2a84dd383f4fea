"""Customers of the shop, who send what was not answered again until it is, and remember what they were told."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from nameko.standalone.rpc import ClusterRpcProxy

from tests.eventlog.shelf import BoxOpened, GoodArrived, GoodRenamed, GoodSold
from tests.faults.soak.services import dumped

PATIENCE = 6.0  # seconds for an answer: who asks again too soon has every command carried out twice, and gets no answer
SUBJECTS = 300
PAUSE = 0.03  # seconds between two commands of a customer, at most


class Clients:
    """`waiting` holds what was sent and not answered, `acknowledged` the position that was answered, by command."""

    def __init__(self, address: str, seed: int, customers: int = 6) -> None:
        self._config = {"AMQP_URI": address}
        self.acknowledged: dict[str, str] = {}
        self.waiting: dict[str, tuple[str, list[Any]]] = {}
        self.told: dict[str, list[Any]] = {}  # the events of each command
        self.sent_again = 0
        self.slowly = threading.Event()  # set while followers are far behind
        self._over = threading.Event()
        self._numbers = count(1)
        self._threads = [
            threading.Thread(target=self._shop, args=(random.Random(f"{seed}/{number}"),), daemon=True)
            for number in range(customers)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self, within: float = 120) -> None:
        """No more commands; what was sent is sent until it is answered."""
        self._over.set()
        end = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        assert not self.waiting, f"no answer to {self.waiting}"

    def _shop(self, chance: random.Random) -> None:
        customer = Customer(self._config)
        while not self._over.is_set():
            id, subject, told = f"command-{next(self._numbers)}", str(chance.randrange(SUBJECTS)), _happening(chance)
            self.told[id], self.waiting[id] = told, (subject, told)
            self.acknowledged[id] = customer.insist(self._again, subject, told, id)
            del self.waiting[id]
            time.sleep(chance.uniform(0, PAUSE) + (0.5 if self.slowly.is_set() else 0))
        customer.close()

    def _again(self) -> None:
        self.sent_again += 1


class Customer:
    """A connection, made anew after each failure: a late answer must not be taken for another's."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._cluster: Any = None
        self._rpc: Any = None

    def insist(self, again: Callable[[], None], *words: Any) -> str:
        while True:
            try:
                if self._cluster is None:
                    self._cluster = ClusterRpcProxy(self._config, timeout=PATIENCE)
                    self._rpc = self._cluster.start()
                return str(self._rpc.shop.tell(*words))
            except Exception:
                self.close()
                again()
                time.sleep(0.1)

    def close(self) -> None:
        cluster, self._cluster = self._cluster, None
        if cluster is not None:
            with suppress(Exception):
                cluster.stop()


def _happening(chance: random.Random) -> list[Any]:
    name = chance.choice("abcdefgh")
    story = [GoodArrived(name, chance.randint(1, 9)), GoodRenamed(name * 2), BoxOpened(), GoodSold()]
    return [dumped(event) for event in chance.sample(story, chance.randint(1, 3))]
