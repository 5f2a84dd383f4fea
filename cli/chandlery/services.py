"""All services in one process: their containers over the in-process broker, started and stopped together."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nameko.containers import ServiceContainer

from cli.chandlery.folder import Folder
from eventlog import stopping
from eventlog.amqp import ReadModels, states, views_service
from eventlog.settings import BadSettings
from gateway import settings as gateway
from gateway.views import PROJECTIONS
from services.billing.service import Billing
from services.catalog import settings as catalog
from services.catalog.service import Catalog
from services.identity import settings as identity
from services.identity.service import Identity
from services.search import settings as search
from services.search.service import Search

BROKER = "inproc://store"


GatewayViews = views_service("gateway", PROJECTIONS)  # at scale a process of its own
SERVICES = (Identity, Catalog, Billing, GatewayViews, Search)


def check(settings: Mapping[str, str]) -> None:
    """Raises BadSettings with what every part finds wrong, all in one go."""
    lines: list[str] = []
    for part in (gateway, identity, catalog, search):
        try:
            part.Settings.load(settings)
        except BadSettings as bad:
            lines += [line for line in bad.lines if line not in lines]
    if lines:
        raise BadSettings(lines)


def configuration(settings: Mapping[str, str], folder: Folder) -> dict[str, Any]:
    """What nameko hands to every service."""
    data = Path(settings["CHANDLERY_DATA"])
    return {
        "AMQP_URI": BROKER,
        "EVENTLOG": {
            "log": f"sqlite:///{data}/{{service}}.log.db",
            "views": settings["CHANDLERY_VIEWS"],
            "secret": folder.secret("services.secret"),
        },
        "CHANDLERY": dict(settings),
    }


class Services:
    """The containers of one store."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.containers = [ServiceContainer(each, dict(config)) for each in SERVICES]

    @property
    def read_models(self) -> dict[str, ReadModels]:
        found = [each for container in self.containers for each in container.extensions if isinstance(each, ReadModels)]
        return {each.view.model.name: each for each in found}

    def start(self) -> None:
        logging.getLogger("nameko.containers").setLevel(logging.ERROR)  # refusals are answers, told to who asked
        for container in self.containers:
            container.start()

    def stop(self) -> None:
        stopping.stop(self.containers)

    def told(self) -> Mapping[str, str]:
        """Whether followers, relays, deadlines and effects go on; who met another log waits for a rebuild."""
        stopped = [f"{name} {state}" for name, state in states(self.containers).items() if state.startswith("stopped")]
        return {"state": "stopped", "detail": "; ".join(stopped)} if stopped else {"state": "ready"}
