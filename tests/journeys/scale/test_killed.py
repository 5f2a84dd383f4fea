"""Processes of a store at scale are killed at random moments under load, two of each service standing side by side."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

import pytest

from eventlog.log import open_log
from eventlog.recorded import Recorded
from tests.faults.commands import Command, Memory, Shoppers
from tests.faults.people import customers, terms_of
from tests.parts.process import wait_until
from tests.parts.scale import LOGS, SERVICES, Scale

KILLS = int(os.environ.get("CHANDLERY_KILLS_AT_SCALE", "12"))
SEED = int(os.environ.get("CHANDLERY_SEED", "20261125"))
CLIENTS = 4
PAUSE = 0.05  # seconds between two commands of a client
BEGINNING = 60.0  # seconds within which a process that was killed must serve again

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]


@dataclass
class Insisting(Memory):
    """Sends a command until it is answered; `failures` counts the answers that were none."""

    failures: Counter[int] = field(default_factory=Counter)

    def insist(self, at: Scale, command: Command, until: float) -> None:
        self.unanswered[command.key] = command
        while command.key in self.unanswered:
            assert time.monotonic() < until, f"no answer to {command}: {self.failures}"
            try:
                answer = command.send(at.store)
            except OSError:
                self.failures[0] += 1
            else:
                if answer.status < 500:
                    self.acknowledged[command.key] = (command, answer)
                    del self.unanswered[command.key]
                    return
                self.failures[answer.status] += 1
            time.sleep(0.2)


class Ordeal:
    def __init__(self, at: Scale) -> None:
        self.at, self.memory, self.chance = at, Insisting(), Random(SEED)
        self.kills, self.under_way = Counter[str](), Counter[str]()
        accounts, people = at.store.accounts, customers(at.store, 6)
        self.shoppers = Shoppers(
            SEED, accounts["operator"]["token"], accounts["publisher"]["token"], people, terms_of(at.store)
        )
        self._over, self._alone = threading.Event(), threading.Lock()
        self._failed: list[BaseException] = []

    @contextmanager
    def shopping(self) -> Iterator[None]:
        """Clients send commands as long as the block lasts; each has its answer in the end."""
        threads = [threading.Thread(target=self._shop) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()
        assert self._failed == []

    def _shop(self) -> None:
        try:
            while not self._over.is_set():
                with self._alone:
                    command = self.shoppers.next()
                self.memory.insist(self.at, command, time.monotonic() + BEGINNING)
                time.sleep(PAUSE)
        except BaseException as error:
            self._failed.append(error)

    def kill_one(self) -> None:
        """Stopped first, so that what the look shows is so when it dies; another is started at once."""
        name = self.chance.choice(SERVICES)
        victim = self.chance.choice(self.at.processes[name])
        os.killpg(victim.pid, signal.SIGSTOP)
        hit = bool(self.memory.unanswered) or any(self.unpublished(service) for service in LOGS)
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait()
        self.at.start(name)  # before the dead one is forgotten: clients ask for the first of a list that is never empty
        self.at.processes[name].remove(victim)
        self.kills[name] += 1
        self.under_way[name] += hit
        time.sleep(self.chance.uniform(0.5, 2))
        if name == "gateway":
            self.at.wait(name, BEGINNING)

    def unpublished(self, service: str) -> int:
        return self.logs.unpublished(service)

    @cached_property
    def logs(self) -> "Logs":
        return Logs(self.at)

    def told(self) -> str:
        lines = [f"{sum(self.kills.values())} kills at scale, {sum(self.under_way.values())} with work under way"]
        lines += [f"  {name}: {count}, {self.under_way[name]} under way" for name, count in sorted(self.kills.items())]
        failures = dict(self.memory.failures)
        lines.append(f"{len(self.memory.acknowledged)} commands answered; no answer or 5xx before: {failures}")
        return "\n".join(lines)


class Logs:
    """The services' logs, read from their databases."""

    def __init__(self, at: Scale) -> None:
        self._logs = {name: open_log(name, at.database(name), keys=None, secret=b"") for name in LOGS}

    def unpublished(self, service: str) -> int:
        log = self._logs[service]
        with log.reading() as db:
            cursor = db.exec_driver_sql("SELECT coalesce(max(position), 0) FROM relay_cursor").scalar()
        return log.head() - int(cursor or 0)

    def events(self, service: str) -> list[Recorded]:
        return list(self._pages(service))

    def data(self, service: str, type: str) -> list[dict[str, str]]:
        return [dict(each.data) for each in self._pages(service) if each.type == type]

    def faults(self, service: str) -> list[str]:
        """What verify finds, events without a position, positions and versions out of turn."""
        log, versions = self._logs[service], Counter[str]()
        with log.reading() as db:
            left = db.exec_driver_sql("SELECT id FROM events WHERE id NOT IN (SELECT event FROM positions)").scalars()
            found = [*log.verify(), *(f"{service} {id} has no position" for id in left)]
        for expected, each in enumerate(self._pages(service), 1):
            versions[each.stream] += 1
            if (each.position, each.version) != (expected, versions[each.stream]):
                found.append(f"{service} {expected}: {each.position} {each.stream} {each.version}")
        return found

    def close(self) -> None:
        for log in self._logs.values():
            log.close()

    def _pages(self, service: str) -> Iterator[Recorded]:
        after = 0
        while page := self._logs[service].read_all(after):
            yield from page
            after = page[-1].position


@pytest.fixture(scope="module")
def ordeal(at_scale: Scale) -> Iterator[Ordeal]:
    ordeal = Ordeal(at_scale)
    try:
        with ordeal.shopping():
            for _ in range(KILLS):
                ordeal.kill_one()
        for name in SERVICES:
            at_scale.wait(name, BEGINNING)
        wait_until(lambda: not any(map(ordeal.unpublished, LOGS)), 30, "not everything was published")
        yield ordeal
    finally:
        print(f"\n{ordeal.told()}")
        ordeal.logs.close()


def test_at_least_half_of_the_kills_at_scale_hit_work_under_way(ordeal: Ordeal) -> None:
    assert sum(ordeal.under_way.values()) * 2 >= KILLS


def test_every_log_at_scale_is_whole_and_in_order(ordeal: Ordeal) -> None:
    assert [fault for service in LOGS for fault in ordeal.logs.faults(service)] == []


def test_every_command_at_scale_is_carried_out_once(ordeal: Ordeal) -> None:
    logs = ordeal.logs
    drafted = Counter(event["slug"] for event in logs.data("catalog", "catalog.product-drafted"))
    issued = Counter(event["token"] for event in logs.data("identity", "identity.token-issued"))
    founded = Counter(event["organization"] for event in logs.data("identity", "identity.organization-created"))
    made = {"/products": (drafted, "slug"), "/organizations": (founded, "slug")}
    for command, answer in ordeal.memory.acknowledged.values():
        assert answer.ok, (command, answer.body)
        if command.path in made:
            counted, named = made[command.path]
            assert counted[command.body[named]] == 1, command
        if command.path == "/tokens":
            assert issued[answer.json()["id"]] == 1, command
    ids = Counter(each.id for service in LOGS for each in logs.events(service))
    assert [id for id, count in ids.items() if count > 1] == []


def test_terms_at_scale_are_accepted_once_by_each_holder(ordeal: Ordeal) -> None:
    accepted = ordeal.logs.data("billing", "billing.terms-accepted")
    counts = Counter((event["holder"], event["product"], event["plan"], event["version"]) for event in accepted)
    assert set(counts.values()) == {1}


def test_nobody_was_shown_a_mistake_of_ours(ordeal: Ordeal) -> None:
    assert ordeal.memory.failures[500] == 0, ordeal.at.said("gateway")[-3000:]


def test_every_read_model_at_scale_equals_its_rebuild(ordeal: Ordeal) -> None:
    checked = ordeal.at.chandlery("rebuild", "--all", "--check")
    said = ordeal.at.said("gateway-views")[-3000:]
    assert checked.returncode == 0, f"{checked.stdout}{checked.stderr}{said}"
    assert ordeal.at.chandlery("parked", "list").stdout == "Nothing is parked.\n"
