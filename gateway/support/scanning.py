"""The operator's virus scanner: a command that is given the file's name, ended by 0 clean, 1 infected."""

import os
import shlex
import subprocess
from pathlib import Path

from eventlog.refusal import Invalid, Unavailable
from gateway.aside import aside

CLEAN, INFECTED = 0, 1
OURS = ("CHANDLERY_", "AMQP_URI", "ELASTICSEARCH_URL", "OTEL_")  # a scanner needs none of the store's secrets
PATIENCE = 120.0  # seconds for one file


def scan(command: str, file: Path) -> None:
    """Refused as `attachment-infected`; raises Unavailable where the scanner says neither. Without a command: nothing.

    The child waits in a thread of its own, so that other green threads go on.
    """
    if not command:
        return
    words = [*shlex.split(command), str(file)]
    try:
        ended = aside(_run, words)
    except (OSError, subprocess.SubprocessError) as problem:
        raise Unavailable("scanner-away", type(problem).__name__) from problem
    if ended == INFECTED:
        raise Invalid("attachment-infected")
    if ended != CLEAN:
        raise Unavailable("scanner-away", f"it ended with {ended}")


def _run(words: list[str]) -> int:
    quiet = subprocess.DEVNULL
    around = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    ended = subprocess.run(words, stdin=quiet, stdout=quiet, stderr=quiet, env=around, timeout=PATIENCE, check=False)
    return ended.returncode
