"""Examinations in a child process: what a hostile image does to its reader is done to nobody else.

The child is told in JSON what is wanted and answers line by line. It gets so much memory and time and no secrets of
the store, runs behind what people wait for, and dies with the process that started it.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from tempfile import TemporaryFile
from typing import IO, Any, cast

import eventlet
from eventlet.hubs import trampoline
from eventlet.semaphore import Semaphore

from services.certification.ports import BrokenOff, Exhausted, SourceAway, Unreadable, Wanted
from services.certification.settings import Settings
from vocabulary.unreadable import unreadable

COMMAND = (sys.executable, "-m", "cli.chandlery", "examine")
TOLD = (  # settings that the child needs; none is a secret
    "CHANDLERY_DATA",
    "CHANDLERY_URL",
    "CHANDLERY_REGISTRY_API",
    "CHANDLERY_REGISTRY_HOST",
    "CHANDLERY_REGISTRY_KEYS",
    "CHANDLERY_REGISTRY_PORT",
    "CHANDLERY_REGISTRY_VERSION",
    "CHANDLERY_POLICY",
    "CHANDLERY_ENGINE",
)
OURS = ("CHANDLERY_", "AMQP_URI", "ELASTICSEARCH_URL", "OTEL_")
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
AT_ONCE = 1 << 16  # bytes
LONGEST_LINE = 256 * 1000**2  # bytes; a bill of materials is in it
POLITE = 10  # niceness
PATIENCE = 1.0  # seconds of silence after which that is told
SILENCE: Mapping[str, Any] = {"line": "silence"}


@dataclass(frozen=True)
class Limits:
    memory: int  # bytes of address space
    seconds: float


class ChildExaminer:
    """As ports.Examiner: so many children at a time, others wait for their turn."""

    def __init__(
        self, at_once: int, limits: Limits, environment: Mapping[str, str], command: Sequence[str] = COMMAND
    ) -> None:
        self._turns = Semaphore(at_once)
        self._limits = limits
        self._environment = dict(environment)
        self._command = command
        self._running: set[subprocess.Popen[bytes]] = set()

    def examine(self, wanted: Wanted) -> Iterator[Mapping[str, Any]]:
        with self._turns, self._child(wanted) as (child, complaints):
            yield from _told(child, time.monotonic() + self._limits.seconds, complaints)

    def close(self) -> None:
        for child in list(self._running):
            child.kill()

    @contextmanager
    def _child(self, wanted: Wanted) -> Iterator[tuple["subprocess.Popen[bytes]", IO[bytes]]]:
        with TemporaryFile() as complaints:
            child = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=self._environment,
                start_new_session=True,
                preexec_fn=_limited(self._limits.memory),  # noqa: PLW1509 — one thread runs when children are started
            )
            self._running.add(child)
            try:
                _say(child, wanted)
                yield child, complaints
            finally:
                self._running.discard(child)
                _end(child)


def examiner_of(config: Mapping[str, Any]) -> ChildExaminer:
    told: Mapping[str, str] = config["CHANDLERY"]
    settings = Settings.load(told)
    limits = Limits(settings.memory, settings.minutes * 60)
    return ChildExaminer(settings.examiners, limits, environment_of(os.environ, told))


def environment_of(around: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """What surrounds the store, without the store's own settings but those that the child needs."""
    kept = {name: value for name, value in around.items() if not name.startswith(OURS)}
    return kept | {name: told[name] for name in TOLD if told.get(name)}


def _limited(memory: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.nice(POLITE)
        try:
            ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        except (AttributeError, OSError):
            return  # not Linux: it ends when nobody reads what it says

    return limit


def _say(child: "subprocess.Popen[bytes]", wanted: Wanted) -> None:
    pipe = cast("IO[bytes]", child.stdin)
    try:
        pipe.write(json.dumps(asdict(wanted)).encode())
        pipe.close()
    except BrokenPipeError:
        return  # it ended at once; how is told below


def _told(child: "subprocess.Popen[bytes]", until: float, complaints: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    """Up to the line that says how it ended; raises what that line means, or what its end without one means."""
    for line in _lines(child, until):
        match line:
            case {"line": "unreadable", "reason": reason}:
                raise Unreadable(str(reason))
            case {"line": "away", "reason": reason}:
                raise SourceAway(str(reason))
            case {"line": "done"}:
                yield line
                return
            case {"line": str()}:
                yield line
    raise _broken_off(child, complaints)


def _lines(child: "subprocess.Popen[bytes]", until: float) -> Iterator[Mapping[str, Any]]:
    """And, where it says nothing for a while, a line that says so: whoever listens may have lost interest."""
    rest = bytearray()
    for some in _pieces(child, until):
        if not some:
            yield SILENCE
        rest += some
        if len(rest) > LONGEST_LINE:
            raise Exhausted(unreadable("said-too-much"))
        if b"\n" in some:
            *whole, rest = rest.split(b"\n")
            yield from (_object(bytes(line)) for line in whole if line)


def _pieces(child: "subprocess.Popen[bytes]", until: float) -> Iterator[bytes]:
    """What it says, as it says it, and nothing where it is silent; other green threads run meanwhile."""
    pipe = cast("IO[bytes]", child.stdout).fileno()
    os.set_blocking(pipe, False)
    while True:
        if time.monotonic() > until:
            raise Exhausted(unreadable("took-too-long"))
        try:
            some = os.read(pipe, AT_ONCE)
        except BlockingIOError:
            try:
                trampoline(pipe, read=True, timeout=PATIENCE, timeout_exc=_Silent)
            except _Silent:
                yield b""
            continue
        if not some:
            return
        yield some


class _Silent(Exception):
    pass


def _object(line: bytes) -> Mapping[str, Any]:
    told = json.loads(line)
    if not isinstance(told, dict):
        raise TypeError(f"no object: {line[:80]!r}")
    return told


def _broken_off(child: "subprocess.Popen[bytes]", complaints: IO[bytes]) -> Exception:
    code = _waited(child)
    complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - 4000))
    last = complaints.read().decode(errors="replace").strip().rpartition("\n")[2][:300]
    if last.startswith("MemoryError") or "Cannot allocate memory" in last:
        return Exhausted(unreadable("took-too-much-memory"))
    return BrokenOff(f"exit code {code}: {last}" if last else f"exit code {code}")


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.poll() is None:
        child.kill()
        _waited(child)
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


def _waited(child: "subprocess.Popen[bytes]") -> int:
    """It has closed its output, or was killed: its end is near."""
    until = time.monotonic() + 5
    while (code := child.poll()) is None:
        if time.monotonic() > until:
            child.kill()
        eventlet.sleep(0.01)
    return code
