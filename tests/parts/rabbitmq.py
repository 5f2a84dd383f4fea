"""RabbitMQ for a test run: a node of its own, in a temporary folder and on free ports."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from tests.parts.process import PATIENCE, free_port, running, wait_until

DEBIANS = "/usr/lib/rabbitmq/bin/rabbitmq-server"


def program() -> str | None:
    """The server's program; None where it is not installed. Debian's wrapper on PATH would change the user."""
    return next((path for path in (DEBIANS, shutil.which("rabbitmq-server")) if _runs(path)), None)


@contextmanager
def started() -> Iterator["Node"]:
    """A node of the test's own; the test is skipped by name where RabbitMQ is not installed."""
    if program() is None:
        pytest.skip("RabbitMQ is not installed")
    with tempfile.TemporaryDirectory() as folder:
        node = Node(Path(folder) / "node")
        node.start()
        yield node
        node.stop()


class Node:
    """A node that can be stopped in its tracks, killed, robbed of all it holds, and started again."""

    def __init__(self, folder: Path) -> None:
        server = program()
        assert server is not None, "RabbitMQ is not installed"
        self._server = server
        self._folder = folder
        port = free_port()
        self.address = f"pyamqp://guest:guest@127.0.0.1:{port}//"
        self._environment = _environment(folder, port)
        self._running = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        log = self._folder / "log"
        log.unlink(missing_ok=True)
        started = running([self._server], log, self._ready, env=self._environment, within=90)
        self._process = self._running.enter_context(started)

    def signal(self, how: int) -> None:
        """To the server and all that it has started."""
        assert self._process is not None
        os.killpg(self._process.pid, how)
        if how == signal.SIGSTOP:
            wait_until(self._stands_still, PATIENCE, "the node does not stop")

    def _stands_still(self) -> bool:
        """A signal is on its way for a moment, in which a message may yet be taken."""
        assert self._process is not None
        told = [stat.rpartition(") ")[2].split() for stat in _stats()]
        return all(state in "TtZX" for state, _, group, *_ in told if int(group) == self._process.pid)

    def lose_leader(self, queue: str) -> None:
        """As a node that is killed in the second after a queue was declared, and starts again.

        What it had not written yet names the queue's member; the queue's description it has, and begins a new member
        that never had a leader (`rabbit_quorum_queue:recover`).
        """
        named = f'{{resource, <<"/">>, queue, <<"{queue}">>}}'
        self._evaluate(
            f"{{ok, Q}} = rabbit_amqqueue:lookup({named}), {{Name, Node}} = amqqueue:get_pid(Q), "
            "ok = ra:force_delete_server(quorum_queues, {Name, Node}), "
            '{[_], []} = rabbit_quorum_queue:recover(<<"/">>, [Q]).'
        )

    def _evaluate(self, erlang: str) -> None:
        """In the node."""
        program = Path(self._server).with_name("rabbitmqctl")
        environment = {**os.environ, **self._environment}
        done = subprocess.run([program, "eval", erlang], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self._running.close()

    def wipe(self) -> None:
        """While it is down: no exchange, queue or message is left."""
        shutil.rmtree(self._environment["RABBITMQ_MNESIA_BASE"], ignore_errors=True)

    def stop(self) -> None:
        """It, and the port mapper that came with it; what it held is nobody's any more."""
        if self._process is not None and self._process.poll() is None:
            self.signal(signal.SIGKILL)
        self._running.close()
        wait_until(self._ended_port_mapper, PATIENCE, "the port mapper does not end")

    def _ended_port_mapper(self) -> bool:
        """It stays for as long as it has not noticed that the node is gone."""
        environment = {**os.environ, **self._environment}
        ended = subprocess.run(["epmd", "-kill"], env=environment, stdout=subprocess.DEVNULL, check=False)
        return ended.returncode == 0

    def _ready(self) -> bool:
        log = self._folder / "log"
        said = log.read_text(errors="replace") if log.exists() else ""
        return "completed with" in said or "Starting broker... completed" in said


@contextmanager
def node(folder: Path) -> Iterator[str]:
    """The address of a running node."""
    started = Node(folder)
    started.start()
    try:
        yield started.address
    finally:
        started.stop()


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"chandlery-{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "ERL_CRASH_DUMP": str(folder / "crash"),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(free_port()),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none",  # it spins for nothing
    }


def _stats() -> Iterator[str]:
    """Of every process what Linux tells of it: proc(5), /proc/pid/stat."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            yield path.read_text()


def _runs(path: str | None) -> bool:
    return path is not None and os.access(path, os.X_OK)
