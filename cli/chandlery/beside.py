"""What runs beside the store as its children: the registry, and the demonstration while it fills an empty store."""

import sys
from collections.abc import Mapping
from pathlib import Path

import requests

from cli.chandlery import registry as registries
from cli.chandlery.children import Child
from cli.chandlery.doctor import taken
from cli.chandlery.folder import Folder
from cli.chandlery.printing import Stop
from gateway.registry import keys
from gateway.secrets import notifications_secret
from gateway.settings import Settings

OPERATOR = "operator@demo.example"  # the first operator of a store that nobody named one for
WHERE_TOLD = "what `up` printed says why"
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
        self._elsewhere = settings["CHANDLERY_REGISTRY_PROGRAM"] == "none"
        program = registries.find(settings["CHANDLERY_REGISTRY_PROGRAM"])
        self.missing = "" if program or self._elsewhere else registries.missing(settings["CHANDLERY_REGISTRY_PROGRAM"])
        found = "3" if program and program.major >= 3 else "2"
        settings["CHANDLERY_REGISTRY_VERSION"] = settings["CHANDLERY_REGISTRY_VERSION"] or found
        self._child = self._prepared(program.path, folder) if program else None
        if not program:
            keys.prepare(Path(settings["CHANDLERY_REGISTRY_KEYS"]))

    def _prepared(self, path: str, folder: Folder) -> Child:
        complaint = taken("127.0.0.1", int(self._settings["CHANDLERY_REGISTRY_PORT"]))
        if complaint:
            raise Stop(f"CHANDLERY_REGISTRY_PORT: {complaint}")
        shared = notifications_secret(Settings.load(self._settings))
        secrets = {"http": folder.secret("registry-http.secret"), "notifications": shared}
        home = folder.path / "registry"
        registries.write(home / "config.yml", registries.configuration(self._settings, secrets))
        command = [path, "serve", str(home / "config.yml")]
        return Child("registry", command, home / "registry.log", registries.ENVIRONMENT, ready=self._answers)

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
