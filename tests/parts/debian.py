"""A Debian image made here, where none can be pulled: by debootstrap, once a clone, kept in its `.cache/images`."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.parts.docker import Docker

CACHE = Path(__file__).parents[2] / ".cache" / "images"
SUITE = "bookworm"
PACKAGES = ("ca-certificates", "python3", "python3-venv")
NAME = f"chandlery-base:{SUITE}"


def base(docker: Docker) -> str:
    """The name of an image with Python in this engine; skipped by name where it can be neither found nor made."""
    if not docker("image", "inspect", NAME).ok:
        said = docker("import", str(tree()), NAME)
        assert said.ok, said.err
    return NAME


def tree() -> Path:
    """The image's files in one tar."""
    kept = CACHE / f"{SUITE}-{'-'.join(PACKAGES)}.tar"
    if kept.exists():
        return kept
    if shutil.which("debootstrap") is None:
        pytest.skip("debootstrap is not on PATH, and makes the image that others are built on")
    if os.geteuid() != 0:
        pytest.skip("debootstrap needs root")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        made = ["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(root)]
        environment = {**os.environ, "DPKG_FORCE": "unsafe-io"}  # nobody cuts the power of a test
        done = subprocess.run(made, env=environment, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        without = [f"--exclude=./{path}" for path in ("var/cache/apt/*", "var/lib/apt/lists/*", "var/log/*", "proc/*")]
        beside = kept.with_suffix(".new")
        subprocess.run(["tar", "-C", str(root), *without, "-cf", str(beside), "."], check=True)
        beside.rename(kept)
    return kept
