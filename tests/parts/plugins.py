"""Real engine plugins for tests: one program for volumes and logs, built by Go once a clone, and its image."""

import fcntl
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.parts.go import CACHE, HASTE, QUICKLY, USUAL

SOURCE = Path(__file__).parent / "plugin"
TYPES = {"volume": "docker.volumedriver/1.0", "forgetful": "docker.volumedriver/1.0", "log": "docker.logdriver/1.0"}
CONFIG = "application/vnd.docker.plugin.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def program() -> bytes:
    """The static program; a test is skipped by name where Go is not there to build it."""
    source = (SOURCE / "main.go").read_bytes()
    kept = CACHE / f"plugin-{hashlib.sha256(source).hexdigest()[:12]}"
    if not kept.exists():
        go = shutil.which("go") or (USUAL if os.access(USUAL, os.X_OK) else None)
        if go is None:
            pytest.skip("the plugin for tests is built by Go, and `go` is not on PATH")
        CACHE.mkdir(parents=True, exist_ok=True)
        with (CACHE / "plugin.lock").open("w") as alone:
            fcntl.flock(alone, fcntl.LOCK_EX)
            beside = kept.with_suffix(".new")
            command = [go, "build", *QUICKLY, "-ldflags", "-s -w", "-o", str(beside), "."]
            env = {**HASTE, **os.environ, "CGO_ENABLED": "0", "GOWORK": "off", "GOFLAGS": "-mod=mod"}
            done = subprocess.run(command, cwd=SOURCE, env=env, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr[-2000:]
            beside.rename(kept)
    return kept.read_bytes()


def config(kind: str) -> dict[str, Any]:
    """A plugin's configuration (Docker plugin configuration v1)."""
    volumes = {"propagatedMount": "/data"} if kind != "log" else {}
    return {
        "description": f"a {kind} plugin for tests",
        "documentation": "",
        "entrypoint": ["/plugin", kind],
        "interface": {"socket": "test.sock", "types": [TYPES[kind]]},
        "linux": {"capabilities": ["CAP_SYS_ADMIN"] if volumes else [], "devices": None, "allowAllDevices": False},
        "network": {"type": "none"},
        **volumes,
    }


def rootfs() -> bytes:
    """The archive of the plugin's only layer."""
    content, written = program(), io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for folder in ("run", "run/docker", "run/docker/plugins", "data"):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(entry)
        entry = tarfile.TarInfo("plugin")
        entry.size, entry.mode = len(content), 0o755
        archive.addfile(entry, io.BytesIO(content))
    return written.getvalue()


def encoded(kind: str) -> bytes:
    return json.dumps(config(kind)).encode()
