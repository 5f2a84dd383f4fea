"""The whole store is killed at random moments under load, again and again, and started again each time."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.faults import checks
from tests.faults.commands import Memory, Shoppers
from tests.faults.people import customers, terms_of
from tests.parts.process import free_port, wait_until
from tests.parts.store import ROOT, Store, store

KILLS = int(os.environ.get("CHANDLERY_KILLS", "12"))
COMMANDS = 20 * KILLS
CLIENTS = 4
FOUNDED = "identity.organization-created"
SEED = int(os.environ.get("CHANDLERY_SEED", "20261124"))

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]


class Ordeal:
    """One store on fixed ports, its clients, and what they remember."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = {"CHANDLERY_PORT": str(free_port()), "CHANDLERY_REGISTRY_PORT": str(free_port())}
        self.memory, self.stages, self.chance = Memory(), Counter[str](), Random(SEED)
        with store(folder):  # with a copy of the demonstration, whose signatures name another port: nobody looks here
            pass
        with self.opened() as opened:
            accounts = opened.accounts
            people = customers(opened, 12)
            self.shoppers = Shoppers(
                SEED, accounts["operator"]["token"], accounts["publisher"]["token"], people, terms_of(opened)
            )

    def opened(self):  # type: ignore[no-untyped-def]
        return store(self.folder, CHANDLERY_DEMO="0", **self.settings)

    def settle(self, opened: Store) -> None:
        """What was never answered is sent again, with the same key and body: now it must be."""
        for command in list(self.memory.unanswered.values()):
            answer = self.memory.send(opened, command)
            assert answer is not None, f"no answer to {command}"

    def work(self, opened: Store, commands: int, until: threading.Event) -> list[threading.Thread]:
        def shop(mine: list) -> None:  # type: ignore[type-arg]
            for command in mine:
                if until.is_set() or self.memory.send(opened, command) is None:
                    return

        made = [self.shoppers.next() for _ in range(commands)]
        threads = [threading.Thread(target=shop, args=(made[start::CLIENTS],)) for start in range(CLIENTS)]
        for thread in threads:
            thread.start()
        return threads

    def kill_once(self) -> None:
        with self.opened() as opened:
            self.settle(opened)
            over = threading.Event()
            threads = self.work(opened, 400, over)
            time.sleep(self.chance.uniform(0.02, 0.6))
            os.kill(opened.pid, signal.SIGKILL)
            over.set()
            for thread in threads:
                thread.join()
        waiting = checks.unrelayed(opened.data)
        self.stages["command in flight"] += bool(self.memory.unanswered)
        self.stages["relay batch in flight"] += bool(waiting)
        self.stages["either"] += bool(self.memory.unanswered or waiting)

    def finish(self) -> None:
        with self.opened() as opened:
            self.settle(opened)
            while len(self.memory.acknowledged) < COMMANDS:
                for thread in self.work(opened, 100, threading.Event()):
                    thread.join()
            wait_until(lambda: caught_up(opened), 30, "read models did not catch up")


def caught_up(opened: Store) -> bool:
    return bool(opened.call("GET", "/readyz").status == 200 and checks.unrelayed(opened.data) == 0)


@pytest.fixture(scope="module")
def ordeal(tmp_path_factory: pytest.TempPathFactory) -> Ordeal:
    ordeal = Ordeal(tmp_path_factory.mktemp("killed"))
    for _ in range(KILLS):
        ordeal.kill_once()
    ordeal.finish()
    print(f"\n{KILLS} kills, seed {SEED}: {dict(ordeal.stages)}; {len(ordeal.memory.acknowledged)} commands answered")
    return ordeal


def test_at_least_half_of_the_kills_hit_work_in_flight(ordeal: Ordeal) -> None:
    assert ordeal.stages["either"] * 2 >= KILLS, ordeal.stages


def test_every_log_is_whole_and_in_order(ordeal: Ordeal) -> None:
    data = ordeal.folder / "data"
    assert [fault for service in checks.SERVICES for fault in checks.broken_order(data, service)] == []
    assert [id for service in checks.SERVICES for id in checks.event_ids_twice(data, service)] == []


def test_every_acknowledged_command_is_in_the_log_once(ordeal: Ordeal) -> None:
    data = ordeal.folder / "data"
    drafted = Counter(event["slug"] for event in checks.events_of(data, "catalog", "catalog.product-drafted"))
    applied = Counter(event["publisher"] for event in checks.events_of(data, "catalog", "catalog.publisher-applied"))
    issued = Counter(event["token"] for event in checks.events_of(data, "identity", "identity.token-issued"))
    founded = Counter(event["organization"] for event in checks.events_of(data, "identity", FOUNDED))
    for command, answer in ordeal.memory.acknowledged.values():
        made = {
            "/products": ((drafted, "slug"),),
            "/publishers": ((applied, "slug"), (founded, "slug")),
            "/organizations": ((founded, "slug"),),
        }
        for counted, field in made.get(command.path, ()) if answer.status < 300 else ():
            assert counted[command.body[field]] == 1, (command, answer.body)
        if command.path == "/tokens" and answer.ok:
            assert issued[answer.json()["id"]] == 1, command


def test_commands_of_every_kind_were_carried_out(ordeal: Ordeal) -> None:
    done = Counter(command.path.split("/")[1] for command, answer in ordeal.memory.acknowledged.values() if answer.ok)
    asked = Counter(command.path.split("/")[1] for command, _ in ordeal.memory.acknowledged.values())
    assert done == asked, [answer.body for _, answer in ordeal.memory.acknowledged.values() if not answer.ok][:3]


def test_terms_are_accepted_once_by_each_holder(ordeal: Ordeal) -> None:
    accepted = checks.events_of(ordeal.folder / "data", "billing", "billing.terms-accepted")
    counts = Counter((event["holder"], event["product"], event["plan"], event["version"]) for event in accepted)
    assert counts
    assert set(counts.values()) == {1}


def test_every_read_model_equals_its_rebuild(ordeal: Ordeal) -> None:
    environment = {**os.environ, "CHANDLERY_DATA": str(ordeal.folder / "data"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cli.chandlery", "rebuild", "--all", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, cwd=ordeal.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "gateway" in done.stdout
