"""`python -m tests.faults.catalogue FOLDER`: identity and catalogue in a process that may be killed, told by lines.

It is a nursery: for each line `["start"]` it forks that process, so what is loaded once is not loaded after each kill.
"""

import cli.chandlery.green  # noqa: F401 — it patches the sockets of this process, so it comes first

# isort: split
import itertools
import json
import os
import sys
from pathlib import Path
from typing import Any

from eventlet import tpool
from eventlet.patcher import original

from tests.services.catalog.shop import Shop, open_shop


def nurse(folder: Path) -> None:
    """Says `null` once the process is gone; what it did not read any more is left."""
    while told := os.read(sys.stdin.fileno(), 65536):
        if b'["start"]' not in told.splitlines():
            continue
        child = os.fork()
        if child == 0:
            try:
                serve(folder)
            finally:
                os._exit(1)
        original("os").waitpid(child, 0)
        answer(None)


def serve(folder: Path) -> None:
    """Answers each line `[what, …]` with a line; begins with its id, so that it is known to be up."""
    with open_shop(folder, os.environ) as shop:
        shop.commands = itertools.count(os.getpid() * 1000)  # none that an earlier process sent
        answer(os.getpid())
        while line := tpool.execute(sys.stdin.readline):
            what, *arguments = json.loads(line)
            answer({"stage": stage, "release": release, "end": end}[what](shop, *arguments))


def stage(shop: Shop, name: str, tag: str, digest: str, media_type: str) -> str:
    address = shop.sells(name, name)
    shop.tells(f"acme/{name}", tag, digest, media_type)
    return str(shop.staged(address, tag)["state"])


def release(shop: Shop, name: str, tag: str, digest: str) -> str:
    return str(shop.catalog.release_version(f"acme/{name}", "free", tag, digest, "", shop.ada())["id"])


def end(shop: Shop, name: str, release: str) -> str:
    return str(shop.ended(f"acme/{name}", release)["state"])


def answer(told: Any) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    nurse(Path(sys.argv[1]))
