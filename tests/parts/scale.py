"""The store as processes of its own: each service by `serve`, on a real PostgreSQL and RabbitMQ, with a registry."""

import os
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text

from cli.chandlery import registry as registries
from cli.chandlery.settings import resolve
from gateway.registry import keys
from gateway.secrets import notifications_secret
from gateway.settings import Settings
from tests.parts import elasticsearch as searched
from tests.parts import postgresql, rabbitmq
from tests.parts.process import free_port, running, stop, wait_until
from tests.parts.store import ROOT, Store

SERVICES = (
    "identity",
    "catalog",
    "billing",
    "certification",
    "support",
    "notifications",
    "search",
    "gateway-views",
    "gateway",
)
LOGS = ("identity", "catalog", "billing", "certification", "support", "notifications")
OPERATOR = {"CHANDLERY_ADMIN_EMAIL": "ada@store.example", "CHANDLERY_ADMIN_PASSWORD": "correct horse battery"}


@dataclass
class Scale:
    """A running store; `environment` is what each of its processes was started with."""

    folder: Path
    environment: dict[str, str]
    registry: str  # host:port, as docker names it
    broker: rabbitmq.Node | None = None  # None: it is the test's own
    processes: dict[str, list["subprocess.Popen[bytes]"]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.environment["CHANDLERY_URL"]

    @property
    def data(self) -> Path:
        return Path(self.environment["CHANDLERY_DATA"])

    @property
    def amqp_uri(self) -> str:
        return self.environment["AMQP_URI"]

    @property
    def store(self) -> Store:
        """As its users see it."""
        return Store(self.url, self.registry, self.data, self.processes["gateway"][0].pid)

    def database(self, service: str) -> str:
        """The address of a service's log."""
        return self.environment["CHANDLERY_LOGS"].format(service=service)

    def start(self, name: str) -> "subprocess.Popen[bytes]":
        """One more process of this part; it answers some moments later."""
        with self.log(name).open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "cli.chandlery", "serve", name],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=bare() | self.environment,
                cwd=self.folder,
                start_new_session=True,
            )
        self.processes.setdefault(name, []).append(process)
        return process

    def end(self, name: str, how: int = signal.SIGTERM) -> None:
        """Every process of this part, and waits for it."""
        for process in self.processes.pop(name, []):
            if how == signal.SIGTERM:
                stop(process)
            else:
                os.killpg(process.pid, how)
                process.wait()

    def restart(self, name: str, how: int = signal.SIGTERM) -> None:
        """Ends every process of this part and starts as many anew; returns when these answer."""
        instances = len(self.processes[name])
        self.end(name, how)
        for _ in range(instances):
            self.start(name)
        self.wait(name)

    def wait(self, name: str, within: float = 30) -> None:
        """Until what was started last of this part serves."""
        try:
            wait_until(lambda: self._serves(name), within, f"{name} does not serve")
        except AssertionError as silent:
            raise AssertionError(f"{silent}: {self.said(name)[-3000:]}") from None

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def said(self, name: str) -> str:
        return self.log(name).read_text(errors="replace") if self.log(name).exists() else ""

    def fill(self) -> None:
        """With the demonstration, through the public doors."""
        done = subprocess.run(
            [sys.executable, "-m", "demo", self.url],
            capture_output=True,
            text=True,
            timeout=500,
            env=bare() | self.environment,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def chandlery(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """A command of the operator's, as this store's owner gives it."""
        return subprocess.run(
            [sys.executable, "-m", "cli.chandlery", *words],
            capture_output=True,
            text=True,
            timeout=120,
            env=bare() | {"NO_COLOR": "1"} | self.environment | settings,
            cwd=self.folder,
            check=False,
        )

    def _serves(self, name: str) -> bool:
        started = self.processes[name]
        ended = [process.returncode for process in started if process.poll() is not None]
        assert not ended, f"{name} ended with {ended}"
        if name == "gateway":
            return _answers(f"{self.url}/healthz")
        return all(self._told(name, process) == "served" for process in started)

    def _told(self, name: str, process: "subprocess.Popen[bytes]") -> str:
        """How the process says that it stands, in the file that it signed the folder with."""
        found = list((self.data / "served").glob(f"{name}.{process.pid}.*"))
        return found[0].read_text() if found else ""


@contextmanager
def scale(
    folder: Path,
    *,
    services: Sequence[str] = SERVICES,
    instances: int = 1,
    registry: bool = False,
    elasticsearch: bool = False,
    **settings: str,
) -> Iterator[Scale]:
    """A store at scale from when each of `services` serves; `instances` of each but the gateway, which has one port.

    `settings` are laid over what is made here, so a test brings PostgreSQL or RabbitMQ of its own by their addresses.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        environment, broker = _environment(folder) | settings, None
        if "CHANDLERY_LOGS" not in settings:
            elsewhere = Path(opened.enter_context(tempfile.TemporaryDirectory()))
            elsewhere.chmod(0o755)  # the server runs as another user than root, who may not enter a test's folder
            environment |= _databases(opened.enter_context(postgresql.cluster(elsewhere / "postgresql")))
        if "AMQP_URI" not in settings:
            broker = rabbitmq.Node(folder / "rabbitmq")
            broker.start()
            opened.callback(broker.stop)
            environment["AMQP_URI"] = broker.address
        if elasticsearch:
            environment["ELASTICSEARCH_URL"] = opened.enter_context(searched.node(folder / "elasticsearch", brief=True))
            environment["CHANDLERY_SEARCH_PREFIX"] = f"test-{uuid.uuid4().hex[:8]}-"
        if registry:
            opened.enter_context(_registry(folder, environment))
        store = Scale(folder, environment, f"localhost:{environment['CHANDLERY_REGISTRY_PORT']}", broker)
        opened.callback(_end_all, store)
        for name in services:
            for _ in range(1 if name == "gateway" else instances):
                store.start(name)
        for name in services:
            store.wait(name, within=180)
        yield store


def _environment(folder: Path) -> dict[str, str]:
    port, registry_port = free_port(), free_port()
    return {
        "PYTHONPATH": str(ROOT),
        "CHANDLERY_DATA": str(folder / "data"),
        "CHANDLERY_PORT": str(port),
        "CHANDLERY_URL": f"http://localhost:{port}",
        "CHANDLERY_REGISTRY_PORT": str(registry_port),
        "CHANDLERY_REGISTRY_PROGRAM": "none",
        "CHANDLERY_DEMO": "0",
        **OPERATOR,
    }


def _databases(server: str) -> dict[str, str]:
    names = [*(f"chandlery_{name}" for name in LOGS), "chandlery_keys", "chandlery_views"]
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        for name in names:
            db.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return {
        "CHANDLERY_LOGS": f"{server}/chandlery_{{service}}",
        "CHANDLERY_KEY_STORE": f"{server}/chandlery_keys",
        "CHANDLERY_VIEWS": f"{server}/chandlery_views",
    }


@contextmanager
def _registry(folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """The registry as `up` would set it up, which trusts the store's keys and tells the store of pushes."""
    program = registries.find()
    assert program is not None, "no registry program (docker-registry) on PATH"
    told = resolve(environment)
    keys.prepare(Path(told["CHANDLERY_REGISTRY_KEYS"]))
    secrets = {"http": "of this test", "notifications": notifications_secret(Settings.load(told))}
    config = folder / "registry.yml"
    registries.write(config, registries.configuration(told, secrets))
    command = [program.path, "serve", str(config)]
    address = f"{told['CHANDLERY_REGISTRY_API']}/v2/"
    with running(command, folder / "registry.log", lambda: _answers(address, 401), env=registries.ENVIRONMENT):
        yield


def _end_all(store: Scale) -> None:
    """All at once, by their own ids; each then has its time."""
    for name in list(store.processes):
        for process in store.processes[name]:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
    for name in list(store.processes):
        store.end(name)


def bare() -> dict[str, str]:
    """The environment without any setting of another store."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("CHANDLERY_", "AMQP_"))}


def _answers(url: str, wanted: int = 200) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 — our own address
            return bool(answer.status == wanted)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code == wanted
    except OSError:
        return False
