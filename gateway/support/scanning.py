"""The operator's virus scanner: ClamAV's daemon, or a command that is given a file's name and ends by 0 or 1."""

import logging
import os
import shlex
import subprocess
from pathlib import Path

from eventlog.refusal import Invalid, Unavailable
from gateway.aside import aside
from gateway.support import clamd

CLEAN, INFECTED = 0, 1
OURS = ("CHANDLERY_", "AMQP_URI", "ELASTICSEARCH_URL", "OTEL_")  # a scanner needs none of the store's secrets
PATIENCE = 120.0  # seconds for one file
log = logging.getLogger("chandlery.gateway.support")


def scan(scanner: str, file: Path) -> None:
    """Refused as `attachment-infected`; raises Unavailable where the scanner does not say. Without one: nothing."""
    if not scanner:
        return
    found = _asked(scanner, file) if clamd.is_address(scanner) else _ended(scanner, file)
    if found:
        raise Invalid("attachment-infected")


def _asked(address: str, file: Path) -> bool:
    try:
        return clamd.infected(address, file, PATIENCE)
    except OSError as problem:
        log.warning("ClamAV did not look at a file: %s", problem)
        raise Unavailable("scanner-away", type(problem).__name__) from problem


def _ended(command: str, file: Path) -> bool:
    """The child waits in a thread of its own, so that other green threads go on."""
    try:
        ended = aside(_run, [*shlex.split(command), str(file)])
    except (OSError, subprocess.SubprocessError) as problem:
        raise Unavailable("scanner-away", type(problem).__name__) from problem
    if ended not in (CLEAN, INFECTED):
        raise Unavailable("scanner-away", f"it ended with {ended}")
    return ended == INFECTED


def _run(words: list[str]) -> int:
    quiet = subprocess.DEVNULL
    around = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    ended = subprocess.run(words, stdin=quiet, stdout=quiet, stderr=quiet, env=around, timeout=PATIENCE, check=False)
    return ended.returncode
