"""Child processes: started, watched, started again with growing pauses, and ended by their own id."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import eventlet

LOOK = 0.2  # seconds between two looks at whether it still runs
STEADY = 30  # seconds after which a child counts as well again
PAUSES = (0.5, 1, 2, 5, 10, 30)  # seconds before the next start
LARGE = 10 * 1024 * 1024  # bytes of a log
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass
class Child:
    """One program beside the store; `state` says in words how it stands. `restart` starts it again when it ends."""

    name: str
    command: Sequence[str]
    log: Path | None  # None: it prints where the store prints
    environment: Mapping[str, str] = field(default_factory=dict)
    restart: bool = True
    state: str = "starting"
    ended: int | None = None  # its exit code, where it is not started again
    ready: Callable[[], bool] = lambda: True
    _process: "subprocess.Popen[bytes] | None" = None
    _stopping: bool = False
    _watch: eventlet.greenthread.GreenThread | None = None

    def start(self) -> None:
        self._watch = eventlet.spawn(self._supervise)

    def ask_to_end(self) -> None:
        """Returns at once; several children end at the same time."""
        self._stopping = True
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self, within: float = 2.0) -> None:
        """Ends it: asked first, killed after `within` seconds."""
        self.ask_to_end()
        process = self._process
        if process is not None and process.poll() is None and not _ended(process, within):
            process.kill()
            process.wait()
        if self._watch is not None:
            self._watch.kill()
        self.state = "stopped"

    def again(self, within: float = 10.0) -> None:
        """Ended and started anew: it reads its configuration again."""
        self.stop(within)
        self._stopping, self.state = False, "starting"
        self.start()

    def _supervise(self) -> None:
        failures = 0
        while not self._stopping:
            began = time.monotonic()
            code = self._run()
            if self._stopping:
                return
            if not self.restart:
                self.ended, self.state = code, "done" if code == 0 else f"failed with exit code {code}"
                return
            failures = 0 if time.monotonic() - began > STEADY else failures
            pause = PAUSES[min(failures, len(PAUSES) - 1)]
            failures += 1
            self.state = f"ended with exit code {code}; starts again in {pause} s{self._where()}"
            eventlet.sleep(pause)

    def _run(self) -> int:
        self._process = process = self._spawn()
        while process.poll() is None:
            self.state = "running" if self.state == "running" or self.ready() else "starting"
            eventlet.sleep(LOOK)
        self.state = "ended"
        return int(process.returncode)

    def _spawn(self) -> "subprocess.Popen[bytes]":
        output = _opened(self.log) if self.log else None
        try:
            return subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                env={**os.environ, **self.environment},
                start_new_session=True,  # Ctrl-C on the terminal reaches the store alone, which ends its children
                preexec_fn=_die_with_parent,  # noqa: PLW1509 — one thread runs when children are started
            )
        finally:
            if output is not None:
                output.close()

    def _where(self) -> str:
        return f" (see {self.log})" if self.log else ""


def _opened(log: Path) -> IO[bytes]:
    """Each start begins a new log where the old one has become large; one old log is kept."""
    if log.exists() and log.stat().st_size > LARGE:
        log.replace(log.with_suffix(".old.log"))
    return log.open("ab")


def _die_with_parent() -> None:
    """A store that is killed leaves no registry behind that would keep its port."""
    try:
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
    except (AttributeError, OSError):
        return  # not Linux: nothing of the kind


def _ended(process: "subprocess.Popen[bytes]", within: float) -> bool:
    end = time.monotonic() + within
    while process.poll() is None:
        if time.monotonic() > end:
            return False
        eventlet.sleep(0.02)
    return True
