"""A program on a terminal of its own: what it shows, and what is typed there."""

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.parts.process import PATIENCE

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """`shown` is all that was printed so far, with line ends as programs write them."""

    def __init__(self, running: "subprocess.Popen[bytes]", screen: int) -> None:
        self.running, self._screen, self.shown = running, screen, ""

    def until(self, text: str, within: float = PATIENCE) -> str:
        end = time.monotonic() + within
        while text not in self.shown:
            assert time.monotonic() < end, f"“{text}” was not shown, but:\n{self.shown}"
            if not self._read():
                assert text in self.shown, f"it ended without “{text}”:\n{self.shown}"
        return self.shown

    def types(self, line: str) -> None:
        os.write(self._screen, f"{line}\n".encode())

    def presses(self, key: str) -> None:
        os.write(self._screen, key.encode())

    def ends(self) -> int:
        """The exit code, once all was read."""
        while self._read():
            pass
        return self.running.wait(PATIENCE)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._screen], [], [], PATIENCE)
        assert ready, f"nothing more was shown after:\n{self.shown}"
        try:
            told = os.read(self._screen, 65536)
        except OSError:  # Linux says so that the other side is closed
            return False
        self.shown += told.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(told)


@contextmanager
def terminal(
    words: Sequence[str], env: Mapping[str, str], *, columns: int = 100, cwd: Path | None = None
) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    running = subprocess.Popen(
        list(words),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=dict(env),
        cwd=cwd,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 — nothing else runs here yet
    )
    os.close(theirs)
    try:
        yield Terminal(running, ours)
    finally:
        with contextlib.suppress(ProcessLookupError):
            running.kill()
        running.wait()
        os.close(ours)
