"""What runs beside the store as its children: the registry, the mailroom, the demonstration while it fills a store."""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import eventlet
import requests

from cli.chandlery import collecting
from cli.chandlery import registry as registries
from cli.chandlery.children import Child
from cli.chandlery.doctor import taken
from cli.chandlery.folder import Folder
from cli.chandlery.printing import Stop
from eventlog.refusal import Conflicting, Unavailable
from gateway.registry import keys
from gateway.secrets import notifications_secret
from gateway.settings import Settings

OPERATOR = "operator@demo.example"  # the first operator of a store that nobody named one for
WHERE_TOLD = "what `up` printed says why"
STARTED = 30  # seconds that a registry has to start anew
REFUSED = 3  # the demonstration's exit code where the store is not its to fill


class Beside:
    """One child at most."""

    _child: Child | None = None

    def start(self) -> None:
        if self._child is not None:
            self._child.start()

    def ask_to_end(self) -> None:
        if self._child is not None:
            self._child.ask_to_end()

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()


class Registry(Beside):
    """The store's registry: found, configured and kept running; or the words for what is missing."""

    def __init__(self, settings: dict[str, str], folder: Folder) -> None:
        """Fills in CHANDLERY_REGISTRY_VERSION by the program that was found; raises Stop where its port is taken."""
        self._settings = settings
        self.elsewhere = settings["CHANDLERY_REGISTRY_PROGRAM"] == "none"
        self._tidied = False
        self._program = program = registries.find(settings["CHANDLERY_REGISTRY_PROGRAM"])
        self.missing = "" if program or self.elsewhere else registries.missing(settings["CHANDLERY_REGISTRY_PROGRAM"])
        settings["CHANDLERY_REGISTRY_VERSION"] = registries.version(settings, program)
        self._child = self._prepared(program.path, folder) if program else None
        if not program:
            keys.prepare(Path(settings["CHANDLERY_REGISTRY_KEYS"]))

    def _prepared(self, path: str, folder: Folder) -> Child:
        setting = "CHANDLERY_REGISTRY_PORT"
        if complaint := taken("127.0.0.1", int(self._settings[setting]), setting):
            raise Stop(complaint)
        shared = notifications_secret(Settings.load(self._settings))
        self._secrets = {"http": folder.secret("registry-http.secret"), "notifications": shared}
        self._configure(readonly=False)
        command, log = [path, "serve", str(self._configuration)], self._configuration.with_name("registry.log")
        return Child("registry", command, log, registries.ENVIRONMENT, ready=self._answers)

    @property
    def _configuration(self) -> Path:
        return Path(self._settings["CHANDLERY_DATA"]) / "registry" / "config.yml"

    def _configure(self, *, readonly: bool) -> None:
        document = registries.configuration(self._settings, self._secrets, readonly=readonly)
        registries.write(self._configuration, document)

    @property
    def staging_days(self) -> int:
        return int(self._settings["CHANDLERY_STAGING_DAYS"])

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Two collections at once would be in each other's way."""
        if self._tidied:
            raise Conflicting("collection-under-way")
        self._tidied = True
        try:
            yield
        finally:
            self._tidied = False

    def collect(self, *, dry_run: bool) -> collecting.Freed:
        """Frees what no manifest names, with the registry read-only meanwhile; a dry run leaves it as it is."""
        if self._program is None or self._child is None:
            raise Unavailable("registry-away", self.missing)
        if dry_run:
            return self._collect(self._program.path, dry_run=True)
        try:
            self._again(readonly=True)
            return self._collect(self._program.path, dry_run=False)
        finally:
            self._again(readonly=False)

    def _collect(self, program: str, *, dry_run: bool) -> collecting.Freed:
        return collecting.collect(program, self._configuration, registries.storage(self._settings), dry_run=dry_run)

    def _again(self, *, readonly: bool) -> None:
        if self._child is None:
            return
        self._configure(readonly=readonly)
        self._child.again()
        end = time.monotonic() + STARTED
        while not self._answers():
            if time.monotonic() > end:
                raise Unavailable("registry-away", self._child.state)
            eventlet.sleep(0.05)

    def told(self) -> Mapping[str, str]:
        """For /readyz."""
        if self.missing:
            return {"state": "missing", "detail": self.missing}
        if self._child is None or self._child.state == "running":
            return {"state": "ready"} if self._answers() else {"state": "away", "detail": self._address}
        return {"state": "away", "detail": self._child.state}

    @property
    def _address(self) -> str:
        return self._settings["CHANDLERY_REGISTRY_API"]

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self._address}/v2/", timeout=2).status_code in (200, 401)
        except requests.RequestException:
            return False


class Demonstration(Beside):
    """`python -m demo`, which fills an empty store through its public doors."""

    def __init__(self, settings: dict[str, str], folder: Folder) -> None:
        """Where nobody named a first operator, names one of its own; on a store that is not empty that does nothing."""
        if settings["CHANDLERY_DEMO"] != "1":
            return
        if not settings["CHANDLERY_ADMIN_EMAIL"]:
            settings["CHANDLERY_ADMIN_EMAIL"] = OPERATOR
            settings["CHANDLERY_ADMIN_PASSWORD"] = folder.secret("demo-operator.secret")[:20]
        host = registries.loopback(settings["CHANDLERY_BIND"])
        address = f"http://{host}:{settings['CHANDLERY_PORT']}"
        self._child = Child("demo", [sys.executable, "-m", "demo", address], None, dict(settings), restart=False)

    def told(self) -> Mapping[str, str]:
        """For /readyz: off, filling, filled, refused, failed."""
        if self._child is None:
            return {"state": "off"}
        states = {None: "filling", 0: "filled", REFUSED: "refused"}
        state = states.get(self._child.ended, "failed")
        return {"state": state} if state in ("filling", "filled") else {"state": state, "detail": WHERE_TOLD}


class Mailroom(Beside):
    """`chandlery mailroom`, where letters to support are to be taken."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        if settings["CHANDLERY_MAILROOM"] or settings["CHANDLERY_MAILBOX"]:
            command = [sys.executable, "-m", "cli.chandlery", "mailroom"]
            self._child = Child("mailroom", command, None, dict(settings))

    def told(self) -> Mapping[str, str]:
        """For /readyz: off, ready, away."""
        if self._child is None:
            return {"state": "off"}
        return {"state": "ready"} if self._child.state == "running" else {"state": "away", "detail": self._child.state}
