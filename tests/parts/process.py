"""Starting and ending a program for a test, on a free loopback port, with its output kept for the failure report."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE = 60.0  # seconds that every wait has at least, on machines that have much else to do
SELDOM = 0.5  # seconds between two tries, after some
LOWEST = 10_000  # of the ports that servers of tests listen on
chance = random.SystemRandom()  # tests seed the other one, and side by side would choose alike


def free_port() -> int:
    """A loopback port that nothing listens on now, and that no connection is given while a server starts for it.

    Of the parts of the tests that run side by side one alone is ever given it.
    """
    while True:
        port = chance.randrange(LOWEST, first_of_connections())
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _take(port)
            return port


def _take(port: int) -> None:
    """Raises FileExistsError where it was given before."""
    share = os.environ.get("CHANDLERY_TESTS_SHARE")
    if share:
        taken = Path(share) / "ports"
        taken.mkdir(exist_ok=True)
        (taken / str(port)).touch(exist_ok=False)


def first_of_connections() -> int:
    """From there on Linux gives ports to those who connect: ip(7), ip_local_port_range."""
    told = Path("/proc/sys/net/ipv4/ip_local_port_range")
    return int(told.read_text().split()[0]) if told.exists() else 32768


@contextmanager
def running(
    command: Sequence[str],
    log: Path,
    ready: Callable[[], bool],
    *,
    env: Mapping[str, str] | None = None,
    within: float = 30,
) -> Iterator[subprocess.Popen[bytes]]:
    """The program from when it is ready until the block ends; its process group is ended by its own id."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **(env or {})}, start_new_session=True
        )
    try:
        wait_until(lambda: _alive(process, log) and ready(), within, f"{command[0]} was not ready: {_tail(log)}")
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes], within: float = 10) -> None:
    """Ends a process that we started and what it left running; one that is dead already must have left nothing."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def wait_until(true: Callable[[], bool], within: float, otherwise: str) -> None:
    """Asks again until it is so; fails with `otherwise` after `within` seconds, or after PATIENCE if that is longer."""
    end, pause = time.monotonic() + max(within, PATIENCE), 0.05
    while time.monotonic() < end:
        if true():
            return
        time.sleep(pause)
        pause = min(pause * 1.4, SELDOM)  # what is asked may be dear: a query, a page, a process
    raise AssertionError(otherwise)


def _alive(process: subprocess.Popen[bytes], log: Path) -> bool:
    if process.poll() is not None:
        raise AssertionError(f"ended with {process.returncode}: {_tail(log)}")
    return True


def _tail(log: Path, size: int = 3000) -> str:
    return log.read_text(errors="replace")[-size:] if log.exists() else ""
