"""What happens to whom, by chance, and how often work was under way: proven by a look while the victim stands still."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.faults.soak.disk import Disk
from tests.faults.soak.servers import Server
from tests.faults.soak.services import clock_at
from tests.faults.soak.stage import Instance, Look, Stage

WORK_WITHIN = 0.5  # seconds in which a part is waited for that is at work
LET_WORK = 1.5  # seconds between two kills, at most
FAR_BEHIND = 300  # positions, from which on customers come more slowly
LONGEST_JUMP = 7200  # seconds


class Part(NamedTuple):
    """A part of a service: who does its work now, and whether some is under way."""

    service: str
    at_work: Callable[[Stage], Instance | None]
    under_way: Callable[[Look], bool]
    weight: int


PARTS = {
    "writer": Part("shop", lambda stage: stage.busiest("shop"), lambda look: look.unanswered, 18),
    "sequencer": Part("shop", lambda stage: stage.busiest("shop"), lambda look: look.unplaced, 16),
    "relay": Part("shop", lambda stage: stage.leader("shop", "relay"), lambda look: look.unpublished, 18),
    "deadlines": Part("shop", lambda stage: stage.leader("shop", "deadlines"), lambda look: look.ripe > 0, 10),
    "effects": Part("shop", lambda stage: stage.leader("shop", "effects tell"), lambda look: look.untold > 0, 6),
    "reactions": Part(
        "office",
        lambda stage: stage.leader("office", "office.book follows shop"),
        lambda look: look.behind["office"] > 0,
        14,
    ),
    "read model": Part("names", lambda stage: stage.busiest("names"), lambda look: look.behind["names"] > 0, 10),
}
SERVERS = {"database session": 5, "database": 4, "broker": 2, "broker, wiped": 1}
BESIDE = {"paused": 5, "cut": 3, "slowed": 3, "reset": 3, "starved": 2, "full disk": 2, "clock": 4}
EVERY = 6  # kills between two other faults


@dataclass
class Ordeal:
    """`kills` and `under_way` count by part; `beside` what else happened."""

    stage: Stage
    disk: Disk
    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    under_way: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def run(self, kills: int) -> None:
        weights = {name: part.weight for name, part in PARTS.items()} | SERVERS
        for number in range(kills):
            self._let_work(self.chance.randrange(2, 12))
            if number % EVERY == 0:
                self.do_beside(*self.chance.choices(list(BESIDE), list(BESIDE.values())))
            self.kill(*self.chance.choices(list(weights), list(weights.values())))
            self._wait_for_those_behind()

    def _let_work(self, answers: int) -> None:
        """Until so many commands were answered, but not for long where nobody is there to answer."""
        end, wanted = time.monotonic() + LET_WORK, len(self.stage.clients.acknowledged) + answers
        while time.monotonic() < end and len(self.stage.clients.acknowledged) < wanted:
            time.sleep(0.01)

    def kill(self, what: str) -> None:
        hit = self._kill_part(PARTS[what]) if what in PARTS else self._kill_server(what)
        self.kills[what] += 1
        self.under_way[what] += hit

    def _kill_part(self, part: Part) -> bool:
        """Stopped first, so that what the look shows is so when it dies."""
        stage, end, hit = self.stage, time.monotonic() + WORK_WITHIN, False
        victim = self.chance.choice(stage.of(part.service))
        while not hit and time.monotonic() < end:
            with suppress(Exception):  # the database may be on its way up
                if part.under_way(stage.look()):
                    victim = part.at_work(stage) or victim
                    stage.signal(victim, signal.SIGSTOP)
                    hit = part.under_way(stage.look())
                    if not hit:
                        stage.signal(victim, signal.SIGCONT)
        stage.kill(victim)
        return hit

    def _kill_server(self, what: str) -> bool:
        stage = self.stage
        server = stage.rabbit if what.startswith("broker") else stage.postgres
        hit = self._anything(stage.look) or bool(stage.clients.waiting)
        if what == "database session":
            self._kill_session()
        else:
            server.kill()
            if what == "broker, wiped":
                stage.rabbit.wipe()
        server.start()
        return hit

    def _kill_session(self) -> None:
        """One of the server's processes: it ends all sessions then, and comes up again by itself."""
        server = self.stage.postgres
        sessions = [pid for pid in server.family()[1:] if "soak_" in _command_of(pid)]
        if sessions:
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(sessions), signal.SIGKILL)
            time.sleep(0.1)

    @staticmethod
    def _anything(look: Callable[[], Look]) -> bool:
        with suppress(Exception):
            return look().anything
        return False

    def do_beside(self, what: str) -> None:
        """For a while; kills go on afterwards, with what they meet."""
        stage, chance = self.stage, self.chance
        victim, seconds = chance.choice(stage.instances), chance.uniform(0.3, 3)
        link = chance.choice([victim.postgres, victim.rabbit])
        match what:
            case "paused":
                self._pause(chance.choice([*stage.instances, stage.postgres, stage.rabbit]), 2 * seconds)
            case "cut":
                with link.cut():
                    time.sleep(seconds)
            case "slowed":
                with link.with_toxic("latency", latency=chance.randrange(20, 300), jitter=20):
                    time.sleep(seconds)
            case "reset":
                with link.with_toxic("reset_peer", timeout=chance.randrange(0, 200)):
                    time.sleep(seconds)
            case "starved":
                with link.with_toxic("timeout", timeout=0):
                    time.sleep(2 * seconds)
            case "full disk":
                with self.disk.full():
                    time.sleep(seconds)
                stage.postgres.start()
            case "clock":
                clock_at(stage.clock_file, chance.uniform(-LONGEST_JUMP, LONGEST_JUMP))
        self.beside[what] += 1

    def _pause(self, whom: Instance | Server, seconds: float) -> None:
        """It wakes in the midst of what others did meanwhile."""
        stop = partial(self.stage.signal, whom) if isinstance(whom, Instance) else whom.signal
        stop(signal.SIGSTOP)
        time.sleep(seconds)
        stop(signal.SIGCONT)

    def _wait_for_those_behind(self) -> None:
        with suppress(Exception):
            far = max(self.stage.look().behind.values()) > FAR_BEHIND
            (self.stage.clients.slowly.set if far else self.stage.clients.slowly.clear)()

    def told(self) -> str:
        """Counts by stage, for people."""
        kills = sum(self.kills.values())
        lines = [f"{kills} kills, {sum(self.under_way.values())} with work under way; seed {self.seed}"]
        lines += [f"  {name}: {count}, {self.under_way[name]} under way" for name, count in sorted(self.kills.items())]
        lines.append("beside: " + ", ".join(f"{name} {count}" for name, count in sorted(self.beside.items())))
        clients = self.stage.clients
        lines.append(f"{len(clients.acknowledged)} commands answered, {clients.sent_again} times sent again")
        return "\n".join(lines)


def _command_of(pid: int) -> str:
    """Empty where it has ended meanwhile."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""
