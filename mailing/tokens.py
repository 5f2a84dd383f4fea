"""A token in place of a mailbox's password: in a file that another program renews, or printed by a command."""

import shlex
import subprocess
from pathlib import Path

PATIENCE = 30.0  # seconds in which a command prints it
WHERE = ("file", "exec")


def token_from(where: str) -> str:
    """As it is now, of `file:PATH` or `exec:COMMAND …`, which no shell reads.

    Raises OSError, whose words hold nothing of what was read nor what a command is told, where there is none.
    """
    kind, _, named = where.partition(":")
    source = shlex.split(named) if kind == "exec" else [named]
    found = (_printed(source) if kind == "exec" else Path(named).read_bytes()).split()
    if len(found) != 1 or not found[0].isascii():
        raise OSError(f"no token comes from {source[0]}")
    return found[0].decode()


def _printed(command: list[str]) -> bytes:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"{command[0]} printed no token within {PATIENCE:.0f} s") from None
    if done.returncode:
        raise OSError(f"{command[0]} ended with {done.returncode} and printed no token")
    return done.stdout
