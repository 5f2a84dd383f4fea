"""Elasticsearch for a test run: a real node from Maven Central's jars, in a folder and on free ports of its own.

The jars are fetched once a clone and kept in its `.cache/programs`; every one must have the checksum that stands beside
the pom. They are the server's core and its HTTP transport: analysis, scripts and reindexing are modules that are not
published there, and the store needs none of them. CHANDLERY_TEST_ELASTICSEARCH names a full node to test on instead.
"""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.parts.go import CACHE
from tests.parts.process import free_port, running

GIVEN = "CHANDLERY_TEST_ELASTICSEARCH"
HERE = Path(__file__).parent / "elasticsearch_node"
VERSION = "8.19.4"
TRANSPORT = "transport-netty4"
SERVER = "org.elasticsearch.server/org.elasticsearch"
OPENED = ("plugins", "node", "env", "common.logging", "common.settings")  # packages that starting it needs

BRIEFLY = "-XX:TieredStopAtLevel=1"  # who lives for seconds spends half of its start on compiling for speed


class Node:
    """A node that can be stopped, killed, paused and started again on what it holds, at the same address."""

    def __init__(self, folder: Path, heap: str = "512m", *, brief: bool = False, **settings: str) -> None:
        """`settings` are Elasticsearch's own, with `__` for each dot; `brief`: see BRIEFLY."""
        self._program = program()
        self._options = [BRIEFLY] if brief else []
        self._folder = folder
        self._heap = heap
        self._port, self._transport = free_port(), free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self._settings = {name.replace("__", "."): value for name, value in settings.items()}
        self._running = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "config").mkdir(parents=True, exist_ok=True)

    @property
    def log(self) -> Path:
        return self._folder / "elasticsearch.log"

    def start(self) -> None:
        """Returns when it answers and every index that it holds can be searched."""
        self._process = self._running.enter_context(running(self._command(), self.log, self._ready, within=120))

    def signal(self, how: int) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, how)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self._running.close()

    def stop(self) -> None:
        self._running.close()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the node answers; raises urllib.error.HTTPError where it refuses."""
        return ask(self.address, method, path, body)

    def _ready(self) -> bool:
        try:
            health = self.ask("GET", "/_cluster/health?wait_for_status=yellow&timeout=2s")
        except urllib.error.HTTPError as late:
            late.close()
            return False
        except OSError:
            return False
        return not health["timed_out"]

    def _command(self) -> list[str]:
        exports = [f"--add-exports={SERVER}.{package}=ALL-UNNAMED" for package in OPENED]
        settings = {
            "path.home": str(self._program),
            "path.data": str(self._folder / "data"),
            "path.logs": str(self._folder / "logs"),
            "node.name": "test",
            "cluster.name": "chandlery-test",
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": str(self._port),
            "transport.port": str(self._transport),
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **self._settings,
        }
        return [
            "java",
            f"-Xms{self._heap}",
            f"-Xmx{self._heap}",
            "-XX:+UseSerialGC",
            *self._options,
            f"--module-path={self._program / 'server'}",
            "--add-modules=ALL-MODULE-PATH",
            *exports,
            f"--class-path={self._program / 'start'}",
            "Start",
            str(self._folder / "config"),
            *(f"{name}={value}" for name, value in settings.items()),
        ]


@contextmanager
def node(folder: Path | None = None, heap: str = "512m", *, brief: bool = False) -> Iterator[str]:
    """The address of a running node: the one that the environment names, or one of our own that ends with the block."""
    if given := os.environ.get(GIVEN):
        yield given.rstrip("/")
        return
    with ExitStack() as opened:
        started = Node(folder or Path(opened.enter_context(tempfile.TemporaryDirectory())), heap, brief=brief)
        opened.callback(started.stop)
        started.start()
        yield started.address


def program() -> Path:
    """The folder of its jars; a test is skipped by name where it is not there and cannot be made."""
    kept = CACHE / f"elasticsearch-{VERSION}"
    if shutil.which("java") is None:
        pytest.skip("Elasticsearch needs Java 17, and `java` is not on PATH")
    if kept.exists():
        return kept
    if shutil.which("mvn") is None or shutil.which("javac") is None:
        pytest.skip("Elasticsearch's jars are fetched by Maven, and `mvn` or `javac` is not on PATH")
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "elasticsearch.lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)  # two test runs in one clone fetch it once
        if not kept.exists():
            beside = kept.with_suffix(".new")
            shutil.rmtree(beside, ignore_errors=True)
            _make(beside)
            beside.rename(kept)
    return kept


def ask(address: str, method: str, path: str, body: Any = None) -> Any:
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310 — our own address
        f"{address}{path}", sent, {"Content-Type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.loads(answer.read() or "null")


def _make(folder: Path) -> None:
    server, module = folder / "server", folder / "modules" / TRANSPORT
    wanted = ["dependency:copy-dependencies", f"-DoutputDirectory={server}"]
    _do("mvn", "--quiet", "--batch-mode", f"--file={HERE / 'pom.xml'}", *wanted)
    _check(server)
    module.mkdir(parents=True)
    (folder / "plugins").mkdir()
    for jar in [*server.glob(f"{TRANSPORT}-*.jar"), *server.glob("netty-*.jar")]:
        jar.rename(module / jar.name)
    with zipfile.ZipFile(next(module.glob(f"{TRANSPORT}-*.jar"))) as told:
        for name in told.namelist():
            if name.startswith(f"META-INF/es-plugins/{TRANSPORT}/") and not name.endswith("/"):
                (module / Path(name).name).write_bytes(told.read(name))
    _do("javac", "-cp", f"{server}/*", "-d", str(folder / "start"), str(HERE / "Start.java"))


def _check(folder: Path) -> None:
    """Nothing is run that is not what was tried."""
    wanted = {name: sum_ for sum_, name in map(str.split, (HERE / "checksums").read_text().splitlines())}
    fetched = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in folder.iterdir()}
    other = {name for name in {*wanted, *fetched} if wanted.get(name) != fetched.get(name)}
    assert not other, f"not the files that were tried: {sorted(other)}"


def _do(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, f"{command[0]}: {(done.stdout + done.stderr)[-2000:]}"
