"""A host's 200 images compared with the store by one request, as the gateway serves it: granian, two workers.

At the data of the 123 official images alone, and at 100,000 products of the store's own beside them; there half of the
host's images are the store's, known by their digests, with their notes and with what an update mends. Growth compares
the same mixture at a hundred times as many products. One request at a time, as a host asks at its login.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

from bench import _docker_auth, _listed
from bench.goals import HOST_P50, HOST_P99, HOSTED, OFFICIAL_ALONE, products
from bench.harness import Row, compared, report
from bench.token import gateway
from gateway.registry import keys
from gateway.settings import Settings

IMAGES, ROUNDS = 200, 100
SMALL, LARGE = 1_000, 100_000


def main() -> int:
    taken = {number: measured(number) for number in (0, SMALL, LARGE)}
    rows = [*_rows(OFFICIAL_ALONE, taken[0]), *_rows(products(LARGE), taken[LARGE])]
    rows.append(compared(HOSTED, products(LARGE), taken[LARGE], taken[SMALL], products(SMALL)))
    report("updates", rows)
    return 0 if all(row.met is not False for row in rows) else 1


def measured(number: int) -> list[float]:
    """Seconds that each request takes, the connection among them, at a store of so many products."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings.load({"CHANDLERY_DATA": str(folder), "CHANDLERY_REGISTRY_HOST": _docker_auth.SERVICE})
        keys.prepare(settings.keys)
        _listed.fill(settings.views_url, number)
        body = json.dumps({"images": _listed.hosted(IMAGES, number, settings.registry_host)}).encode()
        with gateway(folder) as (url, _):
            _must_be_known(_asked(url, body)[1], number)
            return [_asked(url, body)[0] for _ in range(ROUNDS)]


def _asked(url: str, body: bytes) -> tuple[float, bytes]:
    sent = Request(f"{url}/api/v1/updates", body, {"Content-Type": "application/json"})  # noqa: S310 — our own address
    began = time.perf_counter()
    with urlopen(sent, timeout=60) as answer:  # noqa: S310 — our own address
        content: bytes = answer.read()
    return time.perf_counter() - began, content


def _must_be_known(answer: bytes, number: int) -> None:
    """What is timed is the comparison, and not that nothing is found."""
    items = json.loads(answer)["items"]
    secure = sum(one["state"] == "security" and bool(one["notes"]) for one in items)
    if len(items) != IMAGES or not all(one["known"] for one in items) or bool(number) != bool(secure):
        raise RuntimeError("the store does not know what was put on its shelves")


def _rows(size: str, taken: list[float]) -> list[Row]:
    p99 = statistics.quantiles(taken, n=100)[98]
    return [compared(HOST_P50, size, [statistics.median(taken)]), compared(HOST_P99, size, [p99])]


if __name__ == "__main__":
    sys.exit(main())
