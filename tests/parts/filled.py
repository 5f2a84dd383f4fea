"""The demonstration as it lies in a store's folder: filled in once a run, and copied into each store that wants it."""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

SHARED = "CHANDLERY_TESTS_SHARE"  # names the folder that the parts of one run have in common
LEAVING = {  # settings of which nothing lies in a folder; of the registry's port much does: signatures name it
    *("CHANDLERY_DEMO", "CHANDLERY_PORT", "CHANDLERY_REGISTRY_PROGRAM"),
    *("CHANDLERY_TSANET", "CHANDLERY_TSANET_USER", "CHANDLERY_TSANET_PASSWORD"),
}


def put(data: Path, settings: set[str], make: Callable[[Path], None]) -> None:
    """Copies it to `data`, unless something is there or `settings` would fill it otherwise; made by `make(folder)`."""
    if data.exists() or settings - LEAVING:
        return
    shared = Path(os.environ.get(SHARED) or _alone().name)
    with (shared / "filled.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (shared / "filled").exists():
            make(shared / "filling")
            (shared / "filling" / "data").rename(shared / "filled")
    shutil.copytree(shared / "filled", data, symlinks=True)


def registry_port(data: Path) -> str:
    """The port that signatures of this copy name; one store of a run at a time can have its registry there."""
    told = json.loads((data / "registry" / "config.yml").read_text())
    return str(told["http"]["addr"].rpartition(":")[2])


@cache
def _alone() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory()
