"""Child processes are started again when they end by themselves, and ended when the store ends."""

import itertools
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import eventlet

from cli.chandlery.children import Child
from tests.parts.pace import at_best, seconds_of
from tests.parts.process import PATIENCE
from tests.parts.store import ROOT

numbers = itertools.count()


def _until(true: Callable[[], bool], within: float = PATIENCE) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if true():
            return True
        eventlet.sleep(0.02)
    return False


def test_a_child_that_ends_is_started_again(tmp_path: Path) -> None:
    child = Child("flaky", ["sh", "-c", f"echo x >> {tmp_path}/starts; sleep 0.1; exit 3"], tmp_path / "log")
    child.start()
    try:
        assert _until(lambda: "exit code 3; starts again in" in child.state)
        assert _until(lambda: (tmp_path / "starts").read_text().count("x") >= 2)
    finally:
        child.stop()


def test_stopping_ends_a_child_that_does_not_listen(tmp_path: Path) -> None:
    script = "trap '' TERM; echo ready; while :; do sleep 0.1; done"

    def stopping() -> float:
        log = tmp_path / f"log-{next(numbers)}"
        child = Child("deaf", ["sh", "-c", script], log)
        child.start()
        assert _until(lambda: log.exists() and "ready" in log.read_text())
        took = seconds_of(lambda: child.stop(within=0.3))
        assert child.state == "stopped"
        return took

    assert at_best(stopping, 1.5) < 1.5


def test_a_child_that_has_done_its_work_is_left_alone(tmp_path: Path) -> None:
    child = Child("once", ["sh", "-c", f"echo x >> {tmp_path}/starts"], tmp_path / "log", restart=False)
    child.start()
    assert _until(lambda: child.ended == 0)
    eventlet.sleep(0.8)
    assert ((tmp_path / "starts").read_text(), child.state) == ("x\n", "done")


def test_a_log_that_has_become_large_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    log.write_bytes(b"x" * (11 * 1024 * 1024))
    child = Child("talker", ["sh", "-c", "echo hello"], log, restart=False)
    child.start()
    assert _until(lambda: child.ended == 0)
    assert (log.read_text(), (tmp_path / "child.old.log").stat().st_size) == ("hello\n", 11 * 1024 * 1024)


TRACED = """
import os
import subprocess
import sys

import cli.chandlery.green
import eventlet
from eventlog.spans import send

def work():
    while True:
        os.write(2, b"%d\\n" % os.getpid())
        eventlet.sleep(0)

send("http://127.0.0.1:9", "of-a-test")
eventlet.spawn(work)
eventlet.sleep(0)
for _ in range(3):
    subprocess.Popen(["true"], preexec_fn=os.getpid).wait()
print(os.getpid())
"""


def test_a_child_does_nothing_of_the_stores_work_before_it_is_another_program() -> None:
    """Where traces were collected, each child went on for a while as a second store over the same databases."""
    command = [sys.executable, "-W", "ignore", "-c", TRACED]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=True)
    assert set(ended.stderr.split()) == {ended.stdout.strip()}
