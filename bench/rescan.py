"""New advisories against the packages of every image that a store holds, until the touched images are known."""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, insert, select

from bench._shelf import AT, advisories, every, images
from bench.goals import RESCAN, RESCAN_MEMORY, shelf
from bench.harness import Row, compared, most_held, report
from services.certification.private import advisories as stored
from services.certification.private import findings, inventories, tables
from tests.parts.postgresql import cluster

IMAGES, PACKAGES, BEFORE, NEW, ROUNDS = 10_000, 300, 20_000, 1_000, 3
PART = 100  # advisories that are handed over at a time


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the server runs as another user than root
        rows = _measured("SQLite", f"sqlite:///{folder}/store")
        with cluster(Path(folder) / "cluster") as url:
            rows += _measured("PostgreSQL", f"{url}/postgres")
    report("rescan", rows)


def _measured(name: str, url: str) -> list[Row]:
    with _engine(url) as engine:
        _filled(engine)
    told = [_in_a_process(url, number) for number in range(ROUNDS)]
    size = shelf(name)
    print(f"{name}: {told}", file=sys.stderr)
    seconds, memory = [one["seconds"] for one in told], [one["memory"] for one in told]
    return [compared(RESCAN, size, seconds), compared(RESCAN_MEMORY, size, memory)]


def _filled(engine: Engine) -> None:
    """By the service's own functions for every package once; who holds what is then written in bulk."""
    chance = random.Random(9)
    with engine.begin() as db:
        tables.prepare(db)
        stored.load(db, advisories(BEFORE, "OLD", chance))
        db.execute(tables.touched.delete())
        inventories.keep(db, "sha256:all", "linux/amd64", "bench", every(), b"{}", AT)
        rows = {row.mark: row.id for row in db.execute(select(tables.software.c.mark, tables.software.c.id))}
        ids = {package: rows[inventories.mark(package)] for package in every()}
        inventories.forget(db, "sha256:all")
    shelf = images(IMAGES, PACKAGES, chance)
    number = 1
    while some := list(islice(shelf, 500)):
        with engine.begin() as db:
            db.execute(
                insert(tables.inventories), [_inventory(number + each, some[each][0]) for each in range(len(some))]
            )
            held = [(ids[one], number + each) for each in range(len(some)) for one in some[each][1]]
            db.execute(insert(tables.held), [{"software": one, "inventory": image} for one, image in sorted(held)])
        number += len(some)


def _inventory(number: int, digest: str) -> dict[str, Any]:
    told = {"platform": "linux/amd64", "tool": "bench", "packages": PACKAGES, "sbom_digest": "", "sbom": b"", "at": AT}
    return told | {"id": number, "digest": digest}


def _in_a_process(url: str, number: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.rescan", url, str(number)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def rescan(url: str, number: int) -> None:
    """In a process of its own, whose memory counts."""
    new = list(advisories(NEW, f"NEW-{number}", random.Random(number)))
    with _engine(url) as engine:
        began = time.perf_counter()
        for start in range(0, NEW, PART):
            with engine.begin() as db:
                stored.load(db, new[start : start + PART])
        while _matched(engine):
            pass
        with engine.begin() as db:
            told = findings.unsettled(db, IMAGES)
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "memory": most_held(), "images": len(told)}))


def _matched(engine: Engine) -> int:
    with engine.begin() as db:
        return findings.match_touched(db)


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode=WAL"))
    yield engine
    engine.dispose()


if __name__ == "__main__":
    main() if len(sys.argv) == 1 else rescan(sys.argv[1], int(sys.argv[2]))
