"""Garbage collection of the store's own registry: what no manifest names any more is freed, while nothing is pushed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import eventlet

from cli.chandlery.children import LOOK, Child
from eventlog.refusal import Unavailable

BLOBS, REPOSITORIES = "docker/registry/v2/blobs", "docker/registry/v2/repositories"
ELIGIBLE = re.compile(r"^blob eligible for deletion: (\w+:[0-9a-f]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Freed:
    """Blobs with their bytes; of a dry run, those that would be."""

    blobs: int
    size: int


def collect(program: str, configuration: Path, storage: Path, *, dry_run: bool) -> Freed:
    """Manifests are left alone, tagged or not: an index needs those that it names, and these have no tag."""
    if not (storage / REPOSITORIES).is_dir():
        return Freed(0, 0)
    sizes = sizes_of(storage / BLOBS)
    command = [program, "garbage-collect", *(["--dry-run"] if dry_run else []), str(configuration)]
    log = configuration.with_name("collect.log")
    log.unlink(missing_ok=True)
    _run(Child("garbage collection", command, log, restart=False))
    return freed(log.read_text(errors="replace"), sizes)


def freed(told: str, sizes: Mapping[str, int]) -> Freed:
    """From what the program says on its way (distribution 2.8 and 3)."""
    gone = set(ELIGIBLE.findall(told))
    return Freed(len(gone), sum(sizes.get(digest, 0) for digest in gone))


def sizes_of(blobs: Path) -> dict[str, int]:
    """Bytes of every blob by its digest; others go on meanwhile."""
    sizes: dict[str, int] = {}
    for shelf in blobs.glob("*/*"):
        sizes |= {f"{shelf.parent.name}:{data.parent.name}": data.stat().st_size for data in shelf.glob("*/data")}
        eventlet.sleep(0)
    return sizes


def _run(child: Child) -> None:
    child.start()
    try:
        while child.ended is None:
            eventlet.sleep(LOOK)
    finally:
        child.stop()
    if child.ended != 0:
        raise Unavailable("collection-failed", f"exit code {child.ended}; see {child.log}")
