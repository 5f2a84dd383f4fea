"""A process in which billing renews all that is due: `python -m bench._renewing LOG VIEWS FOLDER CARDS DUE`.

The services run as in a store of one process, on the day on which the period ends; the others only hold their logs.
Each second a line of JSON tells how many of those that are due are settled, and how much memory and processor was used.
"""

import cli.chandlery.green  # noqa: F401, I001 — the patch comes first

import json
import sys
import time
from pathlib import Path

import eventlet
from nameko.containers import ServiceContainer
from nameko.rpc import rpc
from nameko.standalone.rpc import ClusterRpcProxy
from sqlalchemy import select

import gateway.rpc  # noqa: F401 — refusals arrive as what they are
from bench._bought import Sold, midnight
from bench._lettering import Identity, Teller
from cli.chandlery.memory import keep_what_is_loaded
from services.billing.projections.ledger import CASH, balances
from tests.parts.stripe import KEY, SECRET
from tests.services.billing.paying import TickingClock

PATIENCE = 600.0  # seconds
OFTEN = 1.0


class Renewing(Sold):
    @rpc
    def settled(self) -> int:
        """How many payments are in the books; to count the invoices would cost more with each that there is."""
        with self.views.begin() as db:
            return db.scalar(select(balances.c.entries).where(balances.c.account == CASH)) or 0


def main(log: str, views: str, folder: str, cards: str, due: str) -> None:
    paid_by = {"CHANDLERY_STRIPE_URL": cards, "CHANDLERY_STRIPE_KEY": KEY, "CHANDLERY_STRIPE_WEBHOOK_SECRET": SECRET}
    config = {
        "AMQP_URI": "inproc://bench",
        "EVENTLOG": {"log": log, "views": views, "secret": "5e" * 32, "clock": TickingClock(midnight())},
        "CHANDLERY": {"CHANDLERY_DATA": folder, "CHANDLERY_URL": "http://store.example", **paid_by},
    }
    catalogue = type("Catalog", (Teller,), {"name": "catalog"})
    containers = [ServiceContainer(each, config) for each in (Identity, catalogue, Renewing)]
    began = time.time()
    for container in containers:
        container.start()
    keep_what_is_loaded()  # as each process of a store does
    with ClusterRpcProxy(config, timeout=PATIENCE) as asked:
        before = settled = asked.billing.settled()
        while settled < before + int(due) and time.time() - began < PATIENCE:
            _say(settled - before, began)
            eventlet.sleep(OFTEN)
            settled = asked.billing.settled()
        _say(settled - before, began)
    for container in containers:
        container.kill()


def _say(settled: int, began: float) -> None:
    _, resident, of_files, *_ = map(int, Path("/proc/self/statm").read_text().split())
    told = {"settled": settled, "seconds": time.time() - began, "megabytes": (resident - of_files) * 4096 / 1e6}
    print(json.dumps({**told, "processor": time.process_time()}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
