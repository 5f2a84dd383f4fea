"""A store whose services run as processes of their own, asked over its broker."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from flask import Flask

from cli.chandlery.finding import reader_of
from cli.chandlery.folder import Folder
from cli.chandlery.sealing import LogsAlone, Sealing
from cli.chandlery.services import check
from eventlog.reading import Reader
from gateway.app import create_app
from gateway.rpc import Pool, Rpc
from gateway.settings import Settings


class Distant:
    """Built from checked settings, the same that its processes run with."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        check(settings)
        folder = Folder(Path(settings["CHANDLERY_DATA"]))
        self.settings = Settings.load(settings)
        self.broker = settings["AMQP_URI"]
        self.rpc = Rpc(Pool({"AMQP_URI": self.broker}))
        secret = bytes.fromhex(folder.secret("services.secret"))
        self._logs = LogsAlone(settings["CHANDLERY_LOGS"], secret)
        self.sealing = Sealing(self._logs, folder.path / "sealed", secret)
        self._reader = Reader("gateway", self.settings.views_url)

    @cached_property
    def app(self) -> Flask:
        return create_app(self.settings, self._reader, reader_of(self.settings), self.rpc)

    def close(self) -> None:
        self.rpc.close()
        self._logs.close()
        self._reader.close()
