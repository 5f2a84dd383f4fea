"""The start of the plugin, as its users feel it: `--version`, and `updates` from the key press to its first request.

The host has 200 images, which a docker of a few lines tells, so that docker's own time is not ours. The file is run by
the Python that built it, for which it holds compiled code, and without that code, as by any other Python.
"""

import json
import stat
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.goals import AS_BUILT, AS_SOURCES, PLUGIN
from bench.harness import Row, compared, report

ROOT = Path(__file__).parents[1]
IMAGES, SAMPLES = 200, 20


@dataclass
class Host:
    home: Path
    asked: list[float] = field(default_factory=list)  # when the store was

    def env(self) -> dict[str, str]:
        return {"HOME": str(self.home), "PATH": f"{self.home}:/usr/bin:/bin", "LANG": "C.UTF-8"}

    def takes(self, file: Path, *words: str) -> tuple[float, float]:
        """Milliseconds until the store was asked first, and until the end."""
        self.asked.clear()
        began = time.perf_counter()
        command = [sys.executable, "-IS", str(file), *words]
        subprocess.run(command, env=self.env(), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ended = time.perf_counter()
        return 1000 * ((self.asked or [ended])[0] - began), 1000 * (ended - began)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, host(Path(folder)) as here:
        built, plain = Path(folder) / "docker-store", Path(folder) / "sources"
        subprocess.run([sys.executable, str(ROOT / "tools" / "plugin"), str(built)], check=True, capture_output=True)
        without_compiled(built, plain)
        report(
            "plugin", [row for file, size in ((built, AS_BUILT), (plain, AS_SOURCES)) for row in rows(here, file, size)]
        )


def rows(here: Host, file: Path, size: str) -> Iterator[Row]:
    yield compared(PLUGIN["version"], size, [here.takes(file, "--version")[1] for _ in range(SAMPLES)])
    yield compared(PLUGIN["updates"], size, [here.takes(file, "updates")[0] for _ in range(SAMPLES)])


def without_compiled(built: Path, plain: Path) -> None:
    with zipfile.ZipFile(built) as whole, zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in whole.namelist():
            if not name.endswith(".pyc"):
                kept.writestr(name, whole.read(name))


@contextmanager
def host(home: Path) -> Iterator[Host]:
    here = Host(home)

    class Store(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            here.asked.append(time.perf_counter())
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"items": []}')

        def log_message(self, *told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    (home / ".docker").mkdir()
    kept = {"registry": "localhost:5000", "user": "ada", "token": "none"}
    (home / ".docker" / "store.json").write_text(json.dumps({"current": url, "stores": {url: kept}}))
    lines = [{"Repository": f"image-{n}", "Tag": "1", "Digest": f"sha256:{n:064}", "ID": f"{n}"} for n in range(IMAGES)]
    (home / "images").write_text("\n".join(map(json.dumps, lines)))
    docker = home / "docker"
    docker.write_text(f'#!/bin/sh\n[ "$1" = ps ] || cat {home}/images\n')
    docker.chmod(docker.stat().st_mode | stat.S_IXUSR)
    yield here
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main()
