"""A store in this process, without its doors: the services and the gateway, for `up` and for lone commands."""

from collections.abc import Mapping
from functools import cached_property, partial

from flask import Flask

from cli.chandlery.finding import reader_of
from cli.chandlery.folder import Folder
from cli.chandlery.sealing import LOGS, Sealing, logs_of
from cli.chandlery.services import BROKER, Services, check, configuration
from eventlog.reading import Reader
from gateway.app import create_app
from gateway.parts import Probe
from gateway.rpc import Pool, Rpc
from gateway.settings import Settings


class Store:
    """Built from checked settings; the lock on its folder is its caller's."""

    def __init__(self, settings: Mapping[str, str], folder: Folder, probes: Mapping[str, Probe] | None = None) -> None:
        check(settings)
        self.settings = Settings.load(settings)
        self.services = Services(configuration(settings, folder))
        sealed = folder.path / "sealed"
        self.broker = BROKER
        self.sealing = Sealing(partial(logs_of, self.services), sealed, bytes.fromhex(folder.secret("services.secret")))
        self.rpc = Rpc(Pool({"AMQP_URI": BROKER}))
        self._reader = Reader("gateway", self.settings.views_url)
        self._probes = {"followers": self.services.told, **(probes or {})}

    @cached_property
    def app(self) -> Flask:
        return create_app(self.settings, self._reader, reader_of(self.settings), self.rpc, self._probes)

    def start(self) -> None:
        self.services.start()

    def is_in_step(self, at_most: float) -> bool:
        """Waits until the gateway's views are where the logs are now."""
        heads = {name: getattr(self.rpc, name).head()["position"] for name in LOGS}
        return all(self._reader.wait_for(f"{name}:{position}", at_most) for name, position in heads.items())

    def stop(self) -> None:
        self.rpc.close()
        self.services.stop()
        self._reader.close()
