"""`python -m cli.chandlery.healthy`: whether what is served in this container does its work; exit code 1: it does not.

A supervisor asks every few seconds, so this needs the standard library alone.
"""

import os
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

LONGEST_SILENCE = 30  # seconds; what is told every BEAT is late by then
BEAT = 5.0


def complaints(environ: Mapping[str, str], processes: Path = Path("/proc")) -> Iterator[str]:
    """One line for each part of this container that does not do its work."""
    parts = dict(_served(processes))
    if not parts:
        yield "nothing is served here"
    for part, number in parts.items():
        complaint = _gateway(environ) if part == "gateway" else _service(part, number, environ)
        if complaint:
            yield f"{part} {complaint}"


def _served(processes: Path) -> Iterator[tuple[str, int]]:
    """(part, process id) of each `chandlery serve PART` that can be seen from here."""
    for path in processes.glob("[0-9]*/cmdline"):
        try:
            words = path.read_text(errors="replace").rstrip("\0").split("\0")
        except OSError:
            continue  # it has just ended
        if len(words) > 2 and words[-2] == "serve" and "chandlery" in words[-3]:
            yield words[-1], int(path.parent.name)


def _service(part: str, number: int, environ: Mapping[str, str]) -> str:
    """By the file that it signed the store's folder with, and says there how it stands."""
    signed = Path(environ.get("CHANDLERY_DATA") or "./data") / "served" / f"{part}.{number}.{socket.gethostname()}"
    try:
        state, silent = signed.read_text(), time.time() - signed.stat().st_mtime
    except OSError as error:
        return f"has not begun: {error.strerror}"
    if state != "served":
        return f"is {state}"
    return "" if silent < LONGEST_SILENCE else f"has said nothing for {silent:.0f} seconds"


def _gateway(environ: Mapping[str, str]) -> str:
    bind = environ.get("CHANDLERY_BIND", "")
    host = "127.0.0.1" if bind in ("", "0.0.0.0", "::") else bind  # noqa: S104 — compared, not bound
    host = f"[{host}]" if ":" in host else host
    url = f"http://{host}:{environ.get('CHANDLERY_PORT') or 8000}/healthz"
    try:
        with urllib.request.urlopen(url, timeout=4) as answer:
            return "" if answer.status == 200 else f"answers {answer.status}"
    except OSError as error:
        return f"does not answer: {error}"


if __name__ == "__main__":
    found = list(complaints(os.environ))
    print("\n".join(found) or "well")
    sys.exit(1 if found else 0)
