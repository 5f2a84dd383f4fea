"""Where it all happens: two servers, instances of three services behind links of their own, customers, and a look."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

from sqlalchemy import create_engine, text

from eventlog.recorded import instant
from tests.eventlog.shop import SECRET
from tests.faults.soak.clients import Clients
from tests.faults.soak.servers import PostgreSQL, RabbitMQ, until_gone
from tests.faults.soak.services import JumpingClock, clock_at
from tests.parts.process import wait_until
from tests.parts.store import ROOT
from tests.parts.toxiproxy import Link, Toxiproxy, toxiproxy

SERVICES = ("shop", "office", "names")
INSTANCES = 2
DATABASES = ("soak_shop", "soak_office", "soak_views")

LED = (
    ("shop", "relay"),
    ("shop", "deadlines"),
    ("shop", "effects tell"),
    ("office", "relay"),
    ("office", "office.book follows shop"),
)

LOOK = """
SELECT EXISTS (SELECT FROM unsequenced), (SELECT coalesce(max(position), 0) FROM positions),
    (SELECT coalesce(max(position), 0) FROM relay_cursor),
    (SELECT count(*) FROM due WHERE fired_at IS NULL AND parked_at IS NULL AND at <= :now),
    (SELECT count(*) FROM outbox WHERE done_at IS NULL AND parked_at IS NULL)
"""
LEADS = """
SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(:wanted, 0)
"""
BUSIEST = """
SELECT application_name FROM pg_stat_activity WHERE application_name LIKE :wanted || '-%'
ORDER BY state_change DESC LIMIT 1
"""


class Look(NamedTuple):
    """What is under way: commands without an answer, events without a position, and so on."""

    unanswered: bool
    unplaced: bool
    unpublished: bool
    ripe: int  # deadlines
    untold: int  # effects
    behind: dict[str, int]  # positions by follower

    @property
    def anything(self) -> bool:
        return any(self[:5]) or any(self.behind.values())

    @property
    def left(self) -> int:
        """What there is to do, a deadline counted with what its own event gives the two followers to do."""
        return 3 * self.ripe + self.untold + sum(self.behind.values())


@dataclass
class Instance:
    name: str
    service: str
    postgres: Link
    rabbit: Link
    pid: int = 0
    paused: bool = False

    @property
    def runs(self) -> bool:
        return bool(self.pid) and Path(f"/proc/{self.pid}").exists()


class Stage:
    def __init__(self, folder: Path, postgres: PostgreSQL, rabbit: RabbitMQ, links: Toxiproxy, seed: int) -> None:
        self.folder, self.postgres, self.rabbit = folder, postgres, rabbit
        self.outside, self.clock_file = folder / "outside", folder / "clock"
        self.outside.mkdir()
        clock_at(self.clock_file, 0)
        self.clock = JumpingClock(str(self.clock_file))
        self.instances = [
            Instance(
                f"{service}-{number}",
                service,
                links.link(f"{service}-{number}-postgres", postgres.port),
                links.link(f"{service}-{number}-rabbit", rabbit.port),
            )
            for service in SERVICES
            for number in range(INSTANCES)
        ]
        self.clients = Clients(rabbit.url(), seed)
        self.ended_by_themselves = Counter[str]()
        self._engines = {name: create_engine(postgres.url(name), pool_pre_ping=True) for name in DATABASES}
        self._alone = threading.RLock()  # nobody is started while another is being killed
        self._over = threading.Event()
        self._nursery: subprocess.Popen[str] | None = None

    def of(self, service: str) -> list[Instance]:
        return [each for each in self.instances if each.service == service]

    def start(self, instance: Instance) -> None:
        told = {"service": instance.service, "said": str(self.folder / f"{instance.name}.log")}
        with self._alone:
            assert self._nursery is not None
            assert self._nursery.stdin is not None
            assert self._nursery.stdout is not None
            print(json.dumps(told | {"config": self._config(instance)}), file=self._nursery.stdin, flush=True)
            instance.pid, instance.paused = int(self._nursery.stdout.readline()), False

    def kill(self, instance: Instance) -> None:
        """Gone when it returns, and started anew."""
        with self._alone:
            with suppress(ProcessLookupError):
                os.kill(instance.pid, signal.SIGKILL)
            until_gone(instance.pid)
            self.start(instance)

    def signal(self, instance: Instance, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(instance.pid, number)
        instance.paused = number == signal.SIGSTOP

    def look(self) -> Look:
        """Raises where the database does not answer."""
        with self._engines["soak_shop"].connect() as db:
            unplaced, head, cursor, ripe, untold = db.execute(text(LOOK), {"now": instant(self.clock.now())}).one()
        behind = {"office": head - self._office(), "names": head - self._names()}
        return Look(bool(self.clients.waiting), unplaced, head > cursor, ripe, untold, behind)

    def leader(self, service: str, what: str) -> Instance | None:
        """The instance that leads in this; None where nobody does."""
        return self._named(f"soak_{service}", LEADS, what)

    def busiest(self, service: str) -> Instance | None:
        """The instance that did something last."""
        return self._named("soak_shop", BUSIEST, service)

    def _named(self, database: str, statement: str, wanted: str) -> Instance | None:
        with self._engines[database].connect() as db:
            name = db.scalar(text(statement), {"wanted": wanted})
        return next((each for each in self.instances if each.name == name), None)

    def log_url(self, service: str) -> str:
        return self.postgres.url(f"soak_{service}")

    @property
    def views_url(self) -> str:
        return self.postgres.url("soak_views")

    def supervise(self) -> None:
        """As an operator's supervisor does: what has ended is started again."""
        while not self._over.wait(0.2):
            with self._alone:
                for instance in self.instances:
                    if not instance.runs:
                        self.ended_by_themselves[instance.service] += 1
                        self.start(instance)

    @contextmanager
    def open(self) -> Iterator[None]:
        self.postgres.create(*DATABASES)
        command = [sys.executable, "-m", "tests.faults.soak.nursery"]
        pipes: dict[str, IO[Any] | int] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        supervisor = threading.Thread(target=self.supervise)
        with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as self._nursery:  # type: ignore[call-overload]
            for instance in self.instances:
                self.start(instance)
            supervisor.start()
            try:
                yield
            finally:
                self._over.set()
                supervisor.join()
                for instance in self.instances:
                    with suppress(ProcessLookupError):
                        os.kill(instance.pid, signal.SIGKILL)
                self._nursery.stdin.close()
                for engine in self._engines.values():
                    engine.dispose()

    def until_quiet(self, patience: float) -> None:
        """All customers have their answers, and nothing is left to do.

        Raises AssertionError where nothing has become less for so many seconds, and tells who leads in what then. How
        long it takes altogether is the machine's matter: hundreds of deadlines are fired one after another.
        """
        self.clients.finish()
        least, seen, end = sys.maxsize, None, time.monotonic() + patience
        while seen is None or seen.anything:
            with suppress(Exception):
                seen = self.look()
                if seen.left < least:
                    least, end = seen.left, time.monotonic() + patience
            assert time.monotonic() < end, f"it never gets quiet: {seen}, {self._leaders()}"
            time.sleep(0.1)

    def _leaders(self) -> str:
        with suppress(Exception):
            led = [(service, what, self.leader(service, what)) for service, what in LED]
            return ", ".join(f"{service} {what}: {who.name if who else 'nobody'}" for service, what, who in led)
        return "the database does not answer"

    def said(self) -> str:
        """The last words of instances that complained, and which had to be started again."""
        lines = [f"ended by themselves: {dict(self.ended_by_themselves)}"]
        for file in sorted(self.folder.glob("*.log")):
            lines += [f"{file.name}: {line}" for line in file.read_text(errors="replace").splitlines()[-3:]]
        return "\n".join(lines)

    def _config(self, instance: Instance) -> dict[str, Any]:
        def at(database: str) -> str:
            return self.postgres.url(database, instance.postgres.port, instance.name)

        kept = {"log": at("soak_{service}"), "views": at("soak_views"), "secret": SECRET.hex()}
        told = {"OUTSIDE": str(self.outside), "CLOCK": str(self.clock_file)}
        return {"AMQP_URI": self.rabbit.url(instance.rabbit.port), "EVENTLOG": kept, **told}

    def _office(self) -> int:
        with self._engines["soak_office"].connect() as db:
            return int(db.scalar(text("SELECT coalesce(max(position), 0) FROM checkpoints")) or 0)

    def _names(self) -> int:
        with self._engines["soak_views"].connect() as db:
            live = db.scalar(text("SELECT live FROM public.read_models WHERE name = 'names'"))
            return int(db.scalar(text(f'SELECT max(position) FROM "names.{live}".checkpoints')) or 0)  # noqa: S608


@contextmanager
def stage(folder: Path, seed: int, disk: Path) -> Iterator[Stage]:
    """Open, and everybody at work; PostgreSQL's files are on `disk`."""
    with ExitStack() as opened:
        postgres, rabbit = PostgreSQL(disk / "postgresql"), RabbitMQ(folder / "rabbitmq")
        opened.callback(postgres.kill)
        opened.callback(rabbit.end)
        postgres.begin()
        rabbit.start()
        postgres.start()
        made = Stage(folder, postgres, rabbit, opened.enter_context(toxiproxy(folder / "links")), seed)
        opened.enter_context(made.open())
        made.clients.start()
        wait_until(lambda: len(made.clients.acknowledged) > 10, 60, "the shop does not answer")
        wait_until(lambda: _all_follow(made), 60, "not everybody follows")
        yield made


def _all_follow(stage: Stage) -> bool:
    with suppress(Exception):
        return all(behind < 100 for behind in stage.look().behind.values())
    time.sleep(0.1)
    return False
