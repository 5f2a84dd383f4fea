"""A process in which notifications tell everybody of a release: `python -m bench._lettering LOG VIEWS FOLDER MAIL`.

The services run as in a store of one process; the others only hold their logs, and identity its keys. Each second a
line of JSON tells how many letters wait, how much memory and processor is used, and how long an inbox took; the last
says 0. Started again it announces the same release again, as a service that ended before it noted what it had heard.
"""

import cli.chandlery.green  # noqa: F401, I001 — the patch comes first

import json
import sys
import time
import uuid
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import eventlet
from nameko.containers import ServiceContainer
from nameko.rpc import rpc
from nameko.standalone.rpc import ClusterRpcProxy
from sqlalchemy import func, select

import gateway.rpc  # noqa: F401 — refusals arrive as what they are
from bench._subscribers import PRODUCT, REPOSITORY, account
from bench._tickets import Keys
from eventlog.amqp import EventLog, Logged, Provided
from eventlog.decider import Context
from eventlog.refusal import Unavailable
from eventlog.tables import outbox
from services.notifications.policies import audience
from services.notifications.policies.notice import Notice
from services.notifications.service import Notifications

PATIENCE = 600.0  # seconds
OFTEN = 1.0


class Teller(Logged):
    keys = Provided(lambda config: Keys())
    log = EventLog()


class Identity(Teller):
    name = "identity"

    @rpc
    def keys_of(self, subjects: list[str], create: bool) -> dict[str, str]:
        return {subject: b64encode(key or b"").decode() for subject, key in Keys().of(subjects).items()}


class Lettering(Notifications):
    @rpc
    def release(self) -> None:
        """Told again, it is the same; and it is where a view is behind, as whoever follows does."""
        happened = datetime.now(UTC)
        facts = {"name": "Acme Database", "version": "2.1.1", "fixes": "CVE-2026-1234", "severity": "high"}
        meant = (audience.users(REPOSITORY),)
        notice = Notice(
            "release.version.security", "version.security", PRODUCT, happened, meant, "acme/db", "/acme/db", facts
        )
        by = Context("", "policy:catalog", happened, causation="release")
        while not self._is_told(notice, by):
            pass  # each try waits for the view

    def _is_told(self, notice: Notice, by: Context) -> bool:
        try:
            self._announce(notice, by)
        except Unavailable:
            return False
        return True

    @rpc
    def left(self) -> int:
        waiting = select(func.count()).where(outbox.c.kind == "mail", outbox.c.done_at.is_(None))
        with self.log.reading() as db:
            return int(db.scalar(waiting) or 0)


def main(log: str, views: str, folder: str, mail: str) -> None:
    config = {
        "AMQP_URI": "inproc://bench",
        "EVENTLOG": {"log": log, "views": views, "secret": "5e" * 32},
        "CHANDLERY": {"CHANDLERY_DATA": folder, "CHANDLERY_URL": "http://store.example", "CHANDLERY_MAIL": mail},
    }
    tellers = [
        type(name.title(), (Teller,), {"name": name}) for name in ("catalog", "billing", "certification", "support")
    ]
    containers = [ServiceContainer(each, config) for each in (Identity, *tellers, Lettering)]
    for container in containers:
        container.start()
    with ClusterRpcProxy(config, timeout=PATIENCE) as asked:
        _say(left=-1, inbox=0.0)
        asked.notifications.release.call_async()
        eventlet.sleep(OFTEN)
        while (left := asked.notifications.left()) or not _inbox(asked)[1]:
            _say(left=left, inbox=_inbox(asked)[0])
            eventlet.sleep(OFTEN)
        _say(left=0, inbox=_inbox(asked)[0])
    for container in containers:
        container.kill()


def _inbox(asked: Any) -> tuple[float, int]:
    """Milliseconds that the inbox of one of them took, and how much is in it."""
    by = Context(str(uuid.uuid4()), account(0), datetime.now(UTC)).dump()
    began = time.perf_counter()
    found = asked.notifications.inbox({}, by)
    return (time.perf_counter() - began) * 1000, found["total"]


def _say(**told: Any) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    print(
        json.dumps({**told, "megabytes": pages * 4096 / 1e6, "at": time.time(), "processor": time.process_time()}),
        flush=True,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
