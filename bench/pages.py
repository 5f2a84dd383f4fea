"""The product page and the page of results as they are served: granian, two workers; against the same page as a file.

The file is sent in two ways through the same server: by a Flask application of one line, and by granian's own file
server, which no application is asked for. Nobody asks for compression, on either side. The p99 is that of requests
that come steadily at half the rate just measured. The shop is that of the tests: 19 images, one of them with plans,
versions and reviews.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from bench import _paced, _wrk
from bench.goals import BY_APPLICATION, BY_GRANIAN, PAGES, PAGES_P99, SHOP
from bench.harness import compared, report
from bench.token import gateway
from gateway.registry import keys
from tests.pages import shop
from tests.parts.process import free_port, running

ROUNDS, SECONDS = 5, 3.0
PATHS = {"product page": "/harbourline/tidewater", "search page": "/search?q=database"}


def main() -> int:
    if _wrk.program() is None:
        print("bench-pages needs wrk")
        return 1
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keys.prepare(shop.fill(folder, "http://localhost:8000").keys)
        for page, path in PATHS.items():
            ours, p99, files = _measured(folder, path)
            rows += [compared(PAGES[page], SHOP, ours, theirs, peer) for peer, theirs in files.items()]
            rows.append(compared(PAGES_P99[page], SHOP, p99))
    report("pages", rows)
    return 0 if all(row.met is not False for row in rows) else 1


def _measured(folder: Path, path: str) -> tuple[list[float], list[float], dict[str, list[float]]]:
    """Our rates, our p99 at half of each, and the file's rates by either way; sides take turns."""
    ours: list[float] = []
    p99: list[float] = []
    files: dict[str, list[float]] = {BY_APPLICATION: [], BY_GRANIAN: []}
    asked, filed = _wrk.prepare(folder, "page", [(path, "")]), _wrk.prepare(folder, "file", [("/page.html", "")])
    for _ in range(ROUNDS):
        with gateway(folder) as (url, _session):
            with urlopen(url + path, timeout=10) as answer:  # noqa: S310 — our own address
                (folder / "page.html").write_bytes(answer.read())
            _wrk.load(asked, url, 1)
            ours.append(_wrk.load(asked, url, SECONDS).rate)
            taken = _paced.latencies(url + path, ours[-1] / 2, SECONDS)
            p99.append(taken[int(len(taken) * 0.99)])
        for peer, rates in files.items():
            with _file_server(folder, granians_own=peer == BY_GRANIAN) as url:
                _wrk.load(filed, url, 1)
                rates.append(_wrk.load(filed, url, SECONDS).rate)
    return ours, p99, files


@contextmanager
def _file_server(folder: Path, *, granians_own: bool) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port)]
    own = ["--static-path-route", "/", "--static-path-mount", str(folder)] if granians_own else []
    environment = {"PAGE_FOLDER": str(folder), "PYTHONPATH": str(Path.cwd()), "PYTHONWARNINGS": "ignore"}
    url = f"http://127.0.0.1:{port}"
    whole = [*command, "--log-level", "warning", *own, "bench._static_page:app"]
    with running(whole, folder / "files.log", lambda: _answers(f"{url}/page.html"), env=environment):
        yield url


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 — our own address
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
