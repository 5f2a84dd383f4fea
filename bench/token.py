"""The registry's token endpoint as it runs: granian, two workers, a full read model; against cesanta/docker_auth.

Sixteen connections of wrk ask for a token to pull one repository, with an access token as the password. The peer has a
hundred users and a dozen rules, and signs with RSA as its guide has it: with bcrypt at cost 5, and by its cheapest way
in, where any password counts. All servers stand from the first round to the last, and one at a time is asked: runs of
both sides follow each other closely, and the ratio is the median over such pairs. Growth compares ten million
entitlements with ten thousand, ten to an account in both.
"""

import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from urllib.error import URLError
from urllib.request import urlopen

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from bench import _crowd, _docker_auth, _wrk
from bench._wrk import Load
from bench.goals import CHEAPEST, CROWD, ENDPOINT_COST, ENDPOINT_P99, ENDPOINT_RATE, GROWN, SMALL, WITH_BCRYPT
from bench.harness import Row, compared, processor_seconds, report
from gateway.registry import keys
from gateway.settings import Settings
from tests.parts.process import free_port, running

PEOPLE, RIGHTS, ASKED = 100_000, 1_000_000, 20_000
ROUNDS, SECONDS = 5, 4.0
SIZES = {GROWN: 10_000_000, SMALL: 10_000}
WITH_CURVES = "docker_auth, no password check, ES256"
# Whether it checks passwords, and signs by curves.
PEERS = {WITH_BCRYPT: (True, False), CHEAPEST: (False, False), WITH_CURVES: (False, True)}


def main() -> int:
    binary = _docker_auth.program()
    if _wrk.program() is None or binary is None:
        print("bench-token needs wrk, and cesanta/docker_auth (CHANDLERY_DOCKER_AUTH names its program)")
        return 1
    with tempfile.TemporaryDirectory() as name:
        rows = _beside_peers(binary, Path(name))
    with tempfile.TemporaryDirectory() as name:
        rows.append(_growth(Path(name)))
    report("token", rows)
    return 0 if all(row.met is not False for row in rows) else 1


def _filled(folder: Path, people: int, rights: int) -> Path:
    """Makes a read model of this size there; gives the script that asks it."""
    settings = Settings.load({"CHANDLERY_DATA": str(folder), "CHANDLERY_REGISTRY_HOST": _docker_auth.SERVICE})
    keys.prepare(settings.keys)
    began = monotonic()
    _crowd.fill(settings.views_url, people, rights)
    _say(f"{rights:,} entitlements of {people:,} accounts, filled in {monotonic() - began:.0f} s")
    return _wrk.prepare(folder, "ours", _crowd.requests(people, rights, ASKED, _docker_auth.SERVICE))


def _beside_peers(binary: str, folder: Path) -> list[Row]:
    script, theirs = _filled(folder, PEOPLE, RIGHTS), _wrk.prepare(folder, "theirs", _peers_requests())
    ours: dict[str, list[Load]] = {peer: [] for peer in PEERS}
    peers: dict[str, list[Load]] = {peer: [] for peer in PEERS}
    with ExitStack() as started:
        url, _ = started.enter_context(gateway(folder))
        places = {peer: started.enter_context(_peer(binary, folder / peer, peer)) for peer in PEERS}
        for asked, at in ((script, url), *((theirs, place) for place in places.values())):
            _wrk.load(asked, at, 1)
        for number in range(ROUNDS):
            for peer, place in places.items():
                ours[peer].append(_wrk.load(script, url, SECONDS))
                peers[peer].append(_wrk.load(theirs, place, SECONDS))
                _say(f"round {number + 1} of {ROUNDS}: {ours[peer][-1]}; {peer}: {peers[peer][-1]}")
    return [row for peer in PEERS for row in _rows(ours[peer], peers[peer], peer)]


def _peer(binary: str, folder: Path, name: str) -> AbstractContextManager[str]:
    checked, curves = PEERS[name]
    private = ec.generate_private_key(ec.SECP256R1()) if curves else rsa.generate_private_key(65537, 2048)
    return _docker_auth.serving(binary, folder, checked=checked, private=private)


def _growth(beside: Path) -> Row:
    """What a request costs the workers' processors, which other machines' noise reaches less than the rate."""
    costs: dict[str, list[float]] = {size: [] for size in SIZES}
    with ExitStack() as started:
        asked = {}
        for size, rights in SIZES.items():
            folder = beside / str(rights)
            folder.mkdir()
            script = _filled(folder, rights // 10, rights)
            asked[size] = (script, *started.enter_context(gateway(folder)))
        for script, url, _ in asked.values():
            _wrk.load(script, url, SECONDS)  # what is asked for is in the machine's memory, in both
        for number in range(ROUNDS):
            for size, (script, url, session) in asked.items():
                before = processor_seconds(session)
                load = _wrk.load(script, url, SECONDS)
                costs[size].append((processor_seconds(session) - before) / load.requests * 1e6)
            _say(
                f"round {number + 1} of {ROUNDS}: "
                + "; ".join(f"{of[-1]:.0f} µs, {size}" for size, of in costs.items())
            )
    return compared(ENDPOINT_COST, GROWN, costs[GROWN], costs[SMALL], SMALL)


def _rows(ours: Sequence[Load], peers: Sequence[Load], peer_name: str) -> list[Row]:
    rate = compared(ENDPOINT_RATE, CROWD, [load.rate for load in ours], [load.rate for load in peers], peer_name)
    p99 = compared(ENDPOINT_P99, CROWD, [load.p99 for load in ours], [load.p99 for load in peers], peer_name)
    return [rate, p99]


def _say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def gateway(folder: Path) -> Iterator[tuple[str, int]]:
    """Two workers of `chandlery serve gateway`: their address, and the session that their processes are in."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "CHANDLERY_DATA": str(folder),
        "CHANDLERY_PORT": str(port),
        "CHANDLERY_WORKERS": "2",
        "CHANDLERY_REGISTRY_HOST": _docker_auth.SERVICE,
        "CHANDLERY_REGISTRY_KEYS": str(folder / "keys"),
        "PYTHONPATH": str(Path.cwd()),
        "PYTHONWARNINGS": "ignore",
    }
    command = [sys.executable, "-m", "cli.chandlery", "serve", "gateway"]
    with running(command, folder / "gateway.log", lambda: _answers(f"{url}/healthz"), env=environment) as started:
        yield url, started.pid


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 — our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _peers_requests() -> list[tuple[str, str]]:
    asked = []
    for number in range(ASKED):
        user = _docker_auth.users()[number % 100]
        credentials = b64encode(f"{user}:{_docker_auth.PASSWORD}".encode()).decode()
        scope = f"repository:acme/image-{number % _crowd.PRODUCTS}:pull"
        asked.append((f"/auth?service={_docker_auth.SERVICE}&scope={scope}", f"Basic {credentials}"))
    return asked


if __name__ == "__main__":
    sys.exit(main())
