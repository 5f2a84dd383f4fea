"""The plugin in a home of its own, before a real gateway with a small shop."""

import contextlib
import io
import json
import os
import stat
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from werkzeug.serving import make_server

from cli.docker_store.running import run
from tests.pages import shop as small_shop
from tests.parts.docker import Said
from tests.parts.process import free_port
from tests.parts.store import ROOT


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a gateway over a small shop; no services behind it."""
    url = f"http://127.0.0.1:{free_port()}"
    app = small_shop.shop(tmp_path_factory.mktemp("shop"), url)
    server = make_server("127.0.0.1", int(url.rpartition(":")[2]), app, threaded=True)
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    yield url
    server.shutdown()
    running.join()


@dataclass
class Home:
    """Somebody's home folder, in whose `bin` programs are put that stand before those on PATH."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.folder / ".docker"

    def runs(self, *words: str, given: str = "", **more: str) -> Said:
        """In this process, which takes a tenth of the time; `given` is on its standard input."""
        typed, out, err = (io.TextIOWrapper(io.BytesIO(text), "utf-8") for text in (given.encode(), b"", b""))
        with (
            patch.dict(os.environ, self.env | more, clear=True),
            patch.object(sys, "stdin", typed),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = _ended(words)
        return Said(code, _written(out), _written(err))

    def has(self, name: str, script: str) -> None:
        """A program of this name, in Python."""
        program = self.folder / "bin" / name
        program.write_text(f"#!{sys.executable}\n{script}")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def keeps(self, name: str, told: Mapping[str, Any]) -> None:
        self.config.mkdir(exist_ok=True)
        (self.config / name).write_text(json.dumps(told))

    def knows(self, url: str, **told: str) -> None:
        """As `login` leaves it, with the token in the file."""
        kept = {"registry": "localhost:5000", "user": "ada@example.org", "token": "chy_kept", **told}
        self.keeps("store.json", {"current": url, "stores": {url: kept}})


def _ended(words: Sequence[str]) -> int:
    try:
        return run(words)
    except SystemExit as ended:  # argparse, after it printed help
        return int(ended.code or 0)


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "bin").mkdir()
    path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    env = {"HOME": str(tmp_path), "PATH": path, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    return Home(tmp_path, env)
