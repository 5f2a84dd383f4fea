"""RabbitMQ for a test run: a node of its own, in a temporary folder and on free ports."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.parts.process import free_port, running

DEBIANS = "/usr/lib/rabbitmq/bin/rabbitmq-server"


def program() -> str | None:
    """The server's program; None where it is not installed. Debian's wrapper on PATH would change the user."""
    return next((path for path in (DEBIANS, shutil.which("rabbitmq-server")) if _runs(path)), None)


@contextmanager
def node(folder: Path) -> Iterator[str]:
    """The address of a running node."""
    server = program()
    assert server is not None, "RabbitMQ is not installed"
    port = free_port()
    env = _environment(folder, port)
    folder.mkdir(parents=True, exist_ok=True)

    def ready() -> bool:
        said = (folder / "log").read_text(errors="replace") if (folder / "log").exists() else ""
        return "completed with" in said or "Starting broker... completed" in said

    with running([server], folder / "log", ready, env=env, within=90):
        yield f"pyamqp://guest:guest@127.0.0.1:{port}//"
        _do(Path(server).with_name("rabbitmqctl"), "-n", env["RABBITMQ_NODENAME"], "stop", env=env)
    _do("epmd", "-kill", env=env)  # the port mapper that came with the node


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
    }


def _do(*command: str | Path, env: dict[str, str]) -> None:
    subprocess.run(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, check=True, timeout=60)


def _runs(path: str | None) -> bool:
    return path is not None and os.access(path, os.X_OK)
