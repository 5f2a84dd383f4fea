"""The process of the desk benchmark: `python -m bench._answering LOG VIEWS FOLDER` tells its times as JSON.

`page` (ms) and `calendar` (s) are this process's own processor time for one, a database server's aside.

Support runs as it does in a store of one process, beside services that only hold their logs.
"""

import cli.chandlery.green  # noqa: F401, I001 — the patch comes first

import json
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import eventlet
from nameko.containers import ServiceContainer
from nameko.rpc import rpc
from nameko.standalone.rpc import ClusterRpcProxy

import gateway.rpc  # noqa: F401 — refusals arrive as what they are
from bench._tickets import AMONG, ITS_TICKETS, SAM, Keys, account
from eventlog.amqp import EventLog, Logged, Provided
from eventlog.decider import Context
from services.support.projections import queues
from services.support.service import Support

ROUNDS, WARM, CALENDARS = 50, 5, 3
PATIENCE = 900.0  # seconds in which the views are built
EMPTY = ("own", "handed", "on customer")
QUEUES: dict[str, dict[str, Any]] = {
    "all": {"queue": "all", "state": "open"},
    "all of a publisher": {"queue": "all", "state": "open", "publisher": AMONG},
    "unassigned": {"queue": "unassigned", "state": "open"},
    "own": {"queue": "own", "state": "open"},
    "handed": {"queue": "handed", "state": "open"},
    "of priority 1": {"queue": "all", "state": "open", "priority": 1},
    "of a product": {"queue": "all", "state": "open", "product": f"{AMONG}/db"},
    "on customer": {"queue": "all", "state": "open", "waiting_on": "customer"},
}


class Teller(Logged):
    """A service that does no more than hold its log."""

    keys = Provided(lambda config: Keys())
    log = EventLog()


class Answering(Support):
    keys = Provided(lambda config: Keys())

    @rpc
    def behind(self, desk: str, version: int) -> int:
        """How many tickets are on an older calendar of the desk, as its queue shows them."""
        with self.views.begin() as db:
            return len(queues.on_clock_of(db, desk, version))


def main(log: str, views: str, folder: str) -> None:
    config = {
        "AMQP_URI": "inproc://bench",
        "EVENTLOG": {"log": log, "views": views, "secret": "5e" * 32},
        "CHANDLERY": {"CHANDLERY_DATA": folder, "CHANDLERY_URL": "http://store.example"},
    }
    others = ("identity", "catalog", "billing", "certification", "notifications")
    tellers = [type(name.title(), (Teller,), {"name": name}) for name in others]
    containers = [ServiceContainer(each, config) for each in (*tellers, Answering)]
    for container in containers:
        container.start()
    with ClusterRpcProxy(config, timeout=PATIENCE) as asked:
        _until(lambda: _heard(asked))
        began = time.process_time()
        told: dict[str, Any] = {"queues": {name: _paged(asked.support, name) for name in QUEUES}}
        told["page"] = (time.process_time() - began) * 1000 / (len(QUEUES) * (ROUNDS + WARM))
        began = time.process_time()
        told["calendars"] = [_set(asked.support, hour) for hour in range(CALENDARS)]
        print(json.dumps({**told, "calendar": (time.process_time() - began) / CALENDARS}))
    for container in containers:
        container.kill()


def _paged(support: Any, name: str) -> list[float]:
    """Milliseconds of each page of this queue."""
    taken = []
    for _ in range(ROUNDS + WARM):
        began = time.perf_counter()
        found = support.tickets(QUEUES[name], _by(SAM, "support"))
        taken.append((time.perf_counter() - began) * 1000)
        assert found["items"] or name in EMPTY
        eventlet.sleep(0)
    return taken[WARM:]


def _set(support: Any, hour: int) -> float:
    """Seconds from asking until every ticket of the publisher shows it."""
    hours = [{"weekday": day, "start": hour * 60, "end": (hour + 12) * 60} for day in range(7)]
    calendar = {"effective": "", "zone": "Europe/Berlin", "hours": hours, "holidays": "DE", "closed": []}
    began = time.perf_counter()
    told = support.set_calendar(AMONG, calendar, _by(account(0), f"{AMONG}:owner"))
    version = len(told["calendars"])
    _until(lambda: support.behind(AMONG, version) == 0)
    taken = time.perf_counter() - began
    assert support.behind(AMONG, version + 1) == ITS_TICKETS
    return taken


def _heard(asked: Any) -> bool:
    """Whether support's views are where every log ends."""
    heads = {name: getattr(asked, name).head()["position"] for name in ("identity", "catalog", "support")}
    followers = asked.support.heard()["followers"]
    return all(position >= heads[of] for _, of, position in followers if of in heads)


def _by(actor: str, *roles: str) -> dict[str, Any]:
    return Context(str(uuid.uuid4()), actor, datetime.now(UTC), frozenset(roles)).dump()


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it took too long"
        eventlet.sleep(0.1)  # asked more often, it would take its part of the processor


if __name__ == "__main__":
    main(*sys.argv[1:])
