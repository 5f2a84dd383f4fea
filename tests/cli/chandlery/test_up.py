"""The store as an operator starts and ends it: real services, a real registry, one process and its children."""

import itertools
import json
import os
import select
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.chandlery import registry
from tests.parts.pace import at_best
from tests.parts.process import PATIENCE, free_port, wait_until
from tests.parts.store import ROOT, Store
from tests.parts.store import store as running_store

pytestmark = pytest.mark.journey
needs_registry = pytest.mark.skipif(registry.find() is None, reason="no registry program (docker-registry) on PATH")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    place = f"lmtp://127.0.0.1:{free_port()}"
    with running_store(tmp_path_factory.mktemp("up"), CHANDLERY_DEMO="0", CHANDLERY_MAILROOM=place) as opened:
        yield opened


def chandlery(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("CHANDLERY_")}
    environment = {**bare, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "CHANDLERY_DEMO": "0", **settings}
    command = [sys.executable, "-m", "cli.chandlery", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, env=environment, check=False)


def _ready(store: Store) -> dict[str, dict[str, str]]:
    parts: dict[str, dict[str, str]] = store.call("GET", "/readyz").json()["parts"]
    return parts


def _registry_process(store: Store) -> int:
    """The registry's process id: the store's child that was given its configuration."""
    wanted = str(store.data / "registry" / "config.yml")
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if wanted in path.read_text().split("\0"):
                return int(path.parent.name)
        except OSError:
            continue
    return 0


def test_pages_are_served(store: Store) -> None:
    assert store.call("GET", "/").status == 200


def test_who_is_refused_before_all_was_sent_reads_why(store: Store) -> None:
    head = "POST /api/v1/accounts HTTP/1.1\r\nHost: here\r\nContent-Length: 4000000\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(store.url.rpartition(":")[2])), PATIENCE) as client:
        client.sendall(head.encode())
        assert select.select([client], [], [], PATIENCE)[0], "it is not answered"
        for _ in range(4):
            client.sendall(b"x" * 1_000_000)
        said = b"".join(iter(lambda: client.recv(65536), b""))
    assert said.startswith(b"HTTP/1.1 413 ")
    assert b"body-too-large" in said


def test_every_part_says_how_it_is(store: Store) -> None:
    wait_until(lambda: store.call("GET", "/readyz").status == 200, 10, f"not ready: {_ready(store)}")
    services = {"identity", "catalog", "billing", "certification", "support", "notifications", "search"}
    assert services | {"registry", "demonstration", "mailroom"} <= _ready(store).keys()


def test_letters_are_taken_beside_the_store(store: Store) -> None:
    wait_until(lambda: _ready(store)["mailroom"]["state"] == "ready", 10, f"not ready: {_ready(store)}")


def test_a_second_store_on_the_same_data_is_told_in_one_line(store: Store) -> None:
    second = chandlery("up", CHANDLERY_DATA=str(store.data), CHANDLERY_PORT=str(free_port()))
    assert second.returncode == 1
    assert second.stderr.splitlines() == [
        f"{store.data} is in use by process {store.pid}; end that one, or name another folder with CHANDLERY_DATA"
    ]


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = chandlery("up", CHANDLERY_DATA=str(tmp_path), CHANDLERY_PORT=str(port))
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert refused.stderr.startswith(f"CHANDLERY_PORT: cannot listen on 127.0.0.1:{port}: Address already in use")


def test_a_wrong_setting_is_told_by_its_name(tmp_path: Path) -> None:
    refused = chandlery("up", CHANDLERY_DATA=str(tmp_path), CHANDLERY_PORT="eighty")
    assert (refused.returncode, refused.stderr) == (2, "CHANDLERY_PORT is “eighty”; needs a port from 1 to 65535\n")


def test_the_control_socket_is_the_owners_alone(store: Store) -> None:
    assert stat.S_IMODE((store.data / "control.sock").stat().st_mode) == 0o600


def test_what_the_store_writes_is_its_owners_alone(store: Store) -> None:
    """Also where somebody else made the data folder: keys, logs and letters with secret links lie there."""
    written = [path for path in store.data.rglob("*") if path.is_file() and not path.is_symlink()]
    assert [path.name for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_why_asks_the_running_store(store: Store) -> None:
    asked = chandlery("why", "anonymous", "acme/db", CHANDLERY_DATA=str(store.data))
    assert asked.returncode == 1
    assert "anonymous may not pull acme/db" in asked.stdout


def test_rebuild_builds_every_read_model(store: Store) -> None:
    rebuilt = chandlery("rebuild", "--all", CHANDLERY_DATA=str(store.data))
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert {"gateway", "search"} <= {line.split()[0] for line in rebuilt.stdout.splitlines()}


def test_a_read_model_that_is_what_its_log_says_has_no_differences(store: Store) -> None:
    checked = chandlery("rebuild", "--all", "--check", CHANDLERY_DATA=str(store.data))
    told = [line.split() for line in checked.stdout.splitlines()]
    assert (checked.returncode, {row[0]: row[2] for row in told if len(row) > 2}.get("gateway")) == (0, "0"), told


def test_a_row_that_the_log_does_not_say_is_told(store: Store) -> None:
    with sqlite3.connect(store.data / "views" / "gateway.db") as db:
        db.execute(
            "INSERT INTO staff_roles (account, role, granted_by, event, at) VALUES ('ada', 'operator', 'ada', 'x', 0)"
        )
    checked = chandlery("rebuild", "gateway", "--check", CHANDLERY_DATA=str(store.data))
    assert checked.returncode == 1
    assert "gateway: staff_roles ada/operator" in checked.stdout
    assert chandlery("rebuild", "gateway", CHANDLERY_DATA=str(store.data)).returncode == 0
    assert chandlery("rebuild", "gateway", "--check", CHANDLERY_DATA=str(store.data)).returncode == 0


def test_an_unknown_read_model_is_refused_with_the_names_there_are(store: Store) -> None:
    refused = chandlery("rebuild", "shelf", CHANDLERY_DATA=str(store.data))
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "gateway" in refused.stderr


def test_nothing_is_parked_in_a_store_that_is_well(store: Store) -> None:
    assert chandlery("parked", "list", CHANDLERY_DATA=str(store.data)).stdout == "Nothing is parked.\n"


@needs_registry
def test_a_registry_that_crashes_is_started_again(store: Store) -> None:
    wait_until(lambda: _ready(store)["registry"]["state"] == "ready", 10, "the registry is not ready")
    crashed = _registry_process(store)
    os.kill(crashed, signal.SIGKILL)
    wait_until(lambda: _registry_process(store) not in (0, crashed), 10, "the registry was not started again")
    wait_until(lambda: _ready(store)["registry"]["state"] == "ready", 10, f"{_ready(store)}")


def test_the_store_opens_without_a_registry_and_says_what_is_missing(tmp_path: Path) -> None:
    nowhere = {"CHANDLERY_DEMO": "0", "CHANDLERY_REGISTRY_PROGRAM": str(tmp_path / "no-registry")}
    with running_store(tmp_path, **nowhere) as opened:
        told = _ready(opened)["registry"]
        assert opened.call("GET", "/").status == 200
    assert told["state"] == "missing"
    assert "apt-get install docker-registry" in told["detail"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_store_and_its_children(tmp_path: Path, number: signal.Signals) -> None:
    folders = (tmp_path / f"store-{again}" for again in itertools.count())

    def ending() -> float:
        folder = next(folders)
        with running_store(folder, CHANDLERY_DEMO="0") as opened:
            wait_until(lambda: _registry_process(opened) != 0 or registry.find() is None, 10, "no registry runs")
            began = time.monotonic()
            os.kill(opened.pid, number)
            wait_until(lambda: not _runs(opened.pid), 10, "the store does not end")
            took = time.monotonic() - began
            assert _registry_process(opened) == 0
            assert "Closing." in (folder / "store.log").read_text()
        return took

    assert at_best(ending, 5, times=3) < 5


def _runs(pid: int) -> bool:
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0]


def test_a_command_opens_the_files_of_a_store_that_is_down(tmp_path: Path) -> None:
    with running_store(tmp_path, CHANDLERY_DEMO="0") as opened:
        data = opened.data
    asked = chandlery("why", "anonymous", "acme/db", CHANDLERY_DATA=str(data))
    assert "anonymous may not pull acme/db" in asked.stdout, asked.stderr


def test_a_log_that_lost_its_tail_is_told(tmp_path: Path) -> None:
    person = {"email": "ada@store.example", "name": "Ada", "password": "a long enough one"}
    with running_store(tmp_path, CHANDLERY_DEMO="0") as opened:
        assert opened.api("POST", "/accounts", person).status == 201
        assert chandlery("verify", CHANDLERY_DATA=str(opened.data)).returncode == 0
    with sqlite3.connect(opened.data / "identity.log.db") as db:
        db.execute("DELETE FROM events WHERE id = (SELECT max(id) FROM events)")
    told = chandlery("verify", CHANDLERY_DATA=str(opened.data))
    assert told.returncode == 1
    assert "identity: it ends at position" in told.stdout


REFUSED = """
from cli.chandlery.asking import ask
source = {"name": "list", "publisher": {"slug": "no slug", "name": "x"}}
ask("import_products", source=source, products=[])
"""


def test_a_refusal_by_a_store_that_is_down_is_told_once(tmp_path: Path) -> None:
    with running_store(tmp_path, CHANDLERY_DEMO="0") as opened:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "CHANDLERY_DATA": str(opened.data)}
    asked = subprocess.run(
        [sys.executable, "-c", REFUSED], capture_output=True, text=True, timeout=180, env=environment, check=False
    )
    assert "(expected) error" not in asked.stderr
    assert asked.stderr.splitlines()[-1].startswith("eventlog.refusal.Invalid: slug-invalid")


def test_a_folder_without_a_store_is_told_in_one_line(tmp_path: Path) -> None:
    refused = chandlery("parked", "list", CHANDLERY_DATA=str(tmp_path / "nothing"))
    assert refused.stderr == f"There is no store in {tmp_path}/nothing; name its folder with CHANDLERY_DATA\n"


def test_the_doctor_asks_a_running_store(store: Store) -> None:
    settings = {"CHANDLERY_DATA": str(store.data), "CHANDLERY_PORT": store.url.rsplit(":", 1)[1]}
    told = chandlery("doctor", **settings).stdout
    assert "runs: " in told
    assert "identity" in told


def test_the_lock_is_kept_by_the_one_that_runs(store: Store) -> None:
    assert json.loads((store.data / "lock").read_text()) == store.pid
