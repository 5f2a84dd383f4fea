"""Several instances of the tests' services side by side, on PostgreSQL and RabbitMQ, and ways to disturb them."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select, text

from eventlog.log import Log, open_log
from eventlog.reading import Reader
from eventlog.tables import due
from tests.eventlog.services import effects
from tests.eventlog.shelf import GoodArrived
from tests.eventlog.shop import SECRET, tell
from tests.parts.process import wait_until

ROOT = Path(__file__).parents[2]
TAKEN_OVER = 12.0  # seconds within which another instance does what one that is paused or gone did


@dataclass
class Sides:
    """The processes by their service's name; `log` is the shop's, opened by the test, which places what it appends."""

    folder: Path
    config: dict[str, Any]
    log: Log
    processes: dict[str, list["subprocess.Popen[bytes]"]] = field(default_factory=dict)
    opened: list[Log] = field(default_factory=list)

    def start(self, service: str, **more: Any) -> "subprocess.Popen[bytes]":
        """One more instance, whose configuration differs by `more`."""
        file = self.folder / "config.json"
        file.write_text(json.dumps(self.config | more))
        command = [sys.executable, "-m", "tests.eventlog.instances", str(file), service]
        with (self.folder / f"{service}.log").open("ab") as said:
            process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, start_new_session=True
            )
        assert process.stdout is not None
        assert process.stdout.readline() == b"serves\n", self.said(service)
        self.processes.setdefault(service, []).append(process)
        return process

    def office(self) -> Log:
        """The office's log, which is there once an office was started."""
        url = self.config["EVENTLOG"]["log"].format(service="office")
        self.opened.append(open_log("office", url, keys=None, secret=SECRET))
        return self.opened[-1]

    def said(self, service: str) -> str:
        file = self.folder / f"{service}.log"
        return file.read_text(errors="replace")[-6000:] if file.exists() else ""

    def has_said(self, service: str, words: str) -> bool:
        """At any time: what was said since may be much."""
        file = self.folder / f"{service}.log"
        return file.exists() and words in file.read_text(errors="replace")

    def arrive(self, *subjects: str) -> str:
        """These goods arrive; the position, or id, of the last."""
        return [tell(self.log, each, GoodArrived("lamp", 1)) for each in subjects][-1]

    def reader(self, name: str) -> Reader:
        return Reader(name, self.config["EVENTLOG"]["views"])

    def reader_at(self, name: str) -> int:
        reader = self.reader(name)
        try:
            return reader.position("shop")
        finally:
            reader.close()

    def told(self) -> list[list[str]]:
        """What was carried out: words, and the id of the process."""
        file = Path(self.config["DONE"])
        return [line.split() for line in file.read_text().splitlines()] if file.exists() else []

    def counts(self, word: str) -> Counter[str]:
        return Counter(words[1] for words in self.told() if words[0] == word)

    def until_told(self, word: str, subjects: list[str], within: float = TAKEN_OVER) -> float:
        """Waits until it was said of all of them; the seconds that it took."""
        began = time.monotonic()
        wait_until(lambda: set(subjects) <= self.counts(word).keys(), within, f"{word}: {self.counts(word)}")
        return time.monotonic() - began

    def until_noted(self, name: str, subjects: list[str], within: float = TAKEN_OVER) -> None:
        """Waits until the log knows of all these deadlines that they were fired."""
        fired = select(due.c.subject).where(due.c.name == name, due.c.fired_at.is_not(None))

        def noted() -> bool:
            with self.log.reading() as db:
                return set(subjects) <= set(db.scalars(fired))

        wait_until(noted, within, f"{name} was not noted: {self.said('shop')}")

    def until_read(self, name: str, position: int, within: float = TAKEN_OVER) -> float:
        began, reader = time.monotonic(), self.reader(name)

        def there() -> bool:
            with suppress(Exception):  # it is not built yet
                return reader.position("shop") >= position
            return False

        try:
            wait_until(there, within, f"{name} is not at {position}")
        except AssertionError as late:  # what they said while it was waited
            raise AssertionError(f"{late}: {self.said(name)}\nshop: {self.said('shop')}") from None
        finally:
            reader.close()
        return time.monotonic() - began

    def stop(self) -> None:
        for log in self.opened:
            log.close()
        for process in [each for started in self.processes.values() for each in started]:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                assert pipe is not None
                with suppress(OSError):
                    pipe.close()


@contextmanager
def paused(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


@contextmanager
def side_by_side(folder: Path, new_database: Callable[[], str], broker: str, **more: Any) -> Iterator[Sides]:
    """No process yet; all that a test starts are ended, paused ones as well."""
    views = new_database()
    with create_engine(views, isolation_level="AUTOCOMMIT").connect() as db:
        for service in ("shop", "office"):
            db.execute(text(f"CREATE DATABASE {views.rpartition('/')[2]}_{service}"))
    kept = {"log": f"{views}_{{service}}", "views": views, "secret": SECRET.hex()}
    config = {"AMQP_URI": broker, "EVENTLOG": kept, "DONE": str(folder / "done"), **more}
    url = kept["log"].format(service="shop")

    def place() -> None:
        while log.sequence() is None:  # an instance is at it, and may have looked before
            time.sleep(0.001)

    log = open_log("shop", url, keys=None, secret=SECRET, effects=effects, on_commit=place)
    sides = Sides(folder, config, log)
    try:
        yield sides
    finally:
        sides.stop()
        log.close()
