"""A real Docker engine and its client, with images, socket and sign-ins in a folder of the test's own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.parts.process import running


@dataclass(frozen=True)
class Said:
    """What the client printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def ok(self) -> bool:
        return self.code == 0


@dataclass(frozen=True)
class Docker:
    """The docker client, talking to one engine; `as_person` gives a second person with sign-ins of their own."""

    socket: Path
    config: Path

    def __call__(self, *words: str, given: str | None = None) -> Said:
        done = subprocess.run(
            ["docker", *words],
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "DOCKER_HOST": f"unix://{self.socket}", "DOCKER_CONFIG": str(self.config)},
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def as_person(self, config: Path) -> "Docker":
        config.mkdir(parents=True, exist_ok=True)
        return Docker(self.socket, config)

    def login(self, registry: str, user: str, token: str) -> Said:
        return self("login", registry, "--username", user, "--password-stdin", given=token)


@contextmanager
def engine(folder: Path, *, port: int = 0, elsewhere: bool = False) -> Iterator[Docker]:
    """An engine of its own, without networks; skipped by name where there is none or this user may not start one.

    It answers on its socket, and at `port` on loopback where one is given. `elsewhere`: its loopback is not ours, as
    that of another machine.
    """
    if shutil.which("dockerd") is None:
        pytest.skip("no Docker engine (dockerd) on PATH")
    if os.geteuid() != 0:
        pytest.skip("a Docker engine of one's own needs root")
    folder.mkdir(parents=True, exist_ok=True)
    docker = Docker(folder / "d.sock", folder / "config")
    command = [
        *(("unshare", "--net") if elsewhere else ()),
        *("dockerd", "--bridge=none", "--iptables=false", "--ip6tables=false"),
        *("--data-root", str(folder / "data"), "--exec-root", str(folder / "exec")),
        *("--pidfile", str(folder / "pid"), "--host", f"unix://{docker.socket}"),
        *(("--host", f"tcp://127.0.0.1:{port}", "--tls=false") if port else ()),
    ]
    try:
        with running(command, folder / "dockerd.log", lambda: docker("version").ok):
            yield docker.as_person(folder / "config")
    finally:
        for namespace in (folder / "exec" / "netns").glob("*"):  # the engine leaves them mounted in our folder
            subprocess.run(["umount", str(namespace)], stderr=subprocess.DEVNULL, check=False)
