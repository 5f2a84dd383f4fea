"""`docker pull` of a small image by a customer who is signed in, against the same registry without any authentication.

The store runs as an operator starts it, filled with the demonstration. The peer is the same registry program on the
same files, read-only, that asks nobody for anything. Pulls of the two sides follow each other, the image is removed
before each, and who comes first changes from pair to pair; the ratio is the median over the pairs.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from bench.goals import PULL, PULLED, UNGUARDED
from bench.harness import Row, compared, report
from cli.chandlery import registry
from tests.parts.docker import Docker, engine
from tests.parts.process import free_port, running
from tests.parts.store import Store, store

IMAGE = "harbourline/lamplighter:1.4.2"
PAIRS, WARM = 25, 3


def main() -> int:
    program = registry.find()
    if program is None or shutil.which("dockerd") is None:
        print("bench-pull needs a registry program and a Docker engine (dockerd)")
        return 1
    with tempfile.TemporaryDirectory() as name, store(Path(name) / "store") as opened:
        try:
            with engine(Path(name) / "docker") as docker, _unguarded(opened, program.path, Path(name)) as peer:
                row = _measured(opened, docker, peer)
        except pytest.skip.Exception as missing:
            print(f"bench-pull: {missing}")
            return 1
    report("pull", [row])
    return 0 if row.met else 1


def _measured(opened: Store, docker: Docker, peer: str) -> Row:
    customer = opened.accounts["customer"]
    assert docker.login(opened.registry, customer["email"], customer["token"]).ok
    ours: list[float] = []
    peers: list[float] = []
    sides = [(opened.registry, ours), (peer, peers)]
    for number in range(PAIRS + WARM):
        for host, taken in sides if number % 2 else reversed(sides):
            taken.append(_pull(docker, f"{host}/{IMAGE}"))
    return compared(PULL, PULLED, ours[WARM:], peers[WARM:], UNGUARDED)


def _pull(docker: Docker, reference: str) -> float:
    """Seconds; the engine has nothing of the image before and after."""
    began = time.perf_counter()
    said = docker("pull", "--quiet", reference)
    taken = time.perf_counter() - began
    assert said.ok, said.err
    assert docker("image", "rm", "--force", reference).ok
    return taken


@contextmanager
def _unguarded(opened: Store, program: str, folder: Path) -> Iterator[str]:
    """host:port of the same registry, without its guard."""
    port = free_port()
    told = json.loads((opened.data / "registry" / "config.yml").read_text())
    del told["auth"], told["notifications"]
    told["http"]["addr"] = f"127.0.0.1:{port}"
    told["storage"]["maintenance"] = {"readonly": {"enabled": True}}
    (folder / "peer.yml").write_text(json.dumps(told))
    host = f"localhost:{port}"
    with running([program, "serve", str(folder / "peer.yml")], folder / "peer.log", lambda: _answers(host)):
        yield host


def _answers(host: str) -> bool:
    try:
        return requests.get(f"http://{host}/v2/", timeout=2).status_code == 200
    except requests.ConnectionError:
        return False


if __name__ == "__main__":
    sys.exit(main())
