"""PostgreSQL and RabbitMQ as servers that die at once and are started again where they were."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from kombu import Connection
from sqlalchemy import create_engine, text

from tests.parts import postgresql, rabbitmq
from tests.parts.process import free_port, wait_until

STARTED = 90.0  # seconds within which a server must be back


class Server:
    """A program, and what it has started; `address` stays the same."""

    def __init__(self, folder: Path, command: list[str], env: dict[str, str] | None = None) -> None:
        self.folder = folder
        self._command = command
        self._env = {**os.environ, **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def begin(self) -> None:
        with (self.folder / "said").open("ab") as said:
            self._process = subprocess.Popen(
                self._command, stdout=said, stderr=said, env=self._env, start_new_session=True
            )

    def start(self) -> None:
        """Returns when it answers; one that ended because its forerunner was not quite gone is started again."""
        end = time.monotonic() + STARTED
        while not self.answers():
            assert time.monotonic() < end, f"{self._command[0]}: {(self.folder / 'said').read_text()[-2000:]}"
            if not self.runs:
                self.begin()
            time.sleep(0.05)

    def answers(self) -> bool:
        raise NotImplementedError

    def family(self) -> list[int]:
        """Its process and all that this one has started."""
        found = [self.pid] if self.runs else []
        for pid in found:
            with suppress(OSError):
                found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found

    def signal(self, number: int) -> None:
        """Parents first, so that none sees a child die and acts on it."""
        for pid in self.family():
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        if number == signal.SIGKILL and self._process is not None:
            self._process.wait()

    def kill(self) -> None:
        self.signal(signal.SIGKILL)


class PostgreSQL(Server):
    def __init__(self, folder: Path) -> None:
        programs = postgresql.programs()
        assert programs is not None, "no PostgreSQL server is installed"
        as_owner = postgresql._as_owner(folder)
        self.port, data = free_port(), folder / "data"
        made = [*as_owner, programs / "initdb", "-D", data, "-U", "chandlery", "-A", "trust", "-E", "UTF8"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        command = [*as_owner, programs / "postgres", "-D", data, "-p", self.port, "-h", "127.0.0.1", "-k", folder]
        # Nobody cuts the power: what a killed server has written the system keeps.
        settings = ("fsync=off", "max_wal_size=128MB", "max_connections=300")
        super().__init__(folder, [*map(str, command), *(word for each in settings for word in ("-c", each))])

    def url(self, database: str, port: int = 0, name: str = "") -> str:
        told = f"?application_name={name}" if name else ""
        return f"postgresql+psycopg2://chandlery@127.0.0.1:{port or self.port}/{database}{told}"

    def create(self, *databases: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as db:
            for name in databases:
                db.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()

    def answers(self) -> bool:
        programs = postgresql.programs()
        assert programs is not None
        ask = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return self.runs and subprocess.run(ask, check=False).returncode == 0


class RabbitMQ(Server):
    def __init__(self, folder: Path) -> None:
        program = rabbitmq.program()
        assert program is not None, "RabbitMQ is not installed"
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self._told = rabbitmq._environment(folder, self.port)
        super().__init__(folder, [program], self._told)

    def url(self, port: int = 0) -> str:
        return f"pyamqp://guest:guest@127.0.0.1:{port or self.port}//"

    def answers(self) -> bool:
        if not self.runs:
            return False
        with suppress(Exception), Connection(self.url(), connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=1, timeout=2)
            return True
        return False

    def wipe(self) -> None:
        """All that it kept is lost."""
        shutil.rmtree(self.folder / "mnesia", ignore_errors=True)

    def end(self) -> None:
        """With the port mapper that came with it."""
        self.kill()
        env = {**os.environ, **self._told}
        wait_until(lambda: _ended_port_mapper(env), 10, "the port mapper does not end")


def _ended_port_mapper(env: dict[str, str]) -> bool:
    """It refuses while it believes that the node lives."""
    return b"Killed" in subprocess.run(["epmd", "-kill"], env=env, capture_output=True, check=False, timeout=30).stdout


def until_gone(pid: int) -> None:
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), 10, f"{pid} does not end")
