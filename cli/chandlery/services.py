"""The services and what they are told: all in one process over the in-process broker, or one over RabbitMQ."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from nameko.containers import ServiceContainer

from cli.chandlery.folder import Folder
from cli.chandlery.forgetting import GatewayForgets
from eventlog import stopping
from eventlog.amqp import ReadModels, states, views_service
from eventlog.operated import Operated
from eventlog.settings import BadSettings
from gateway import settings as gateway
from gateway.views import PROJECTIONS
from services.billing import settings as billing
from services.billing.service import Billing
from services.catalog import settings as catalog
from services.catalog.service import Catalog
from services.certification import settings as certification
from services.certification.service import Certification
from services.identity import settings as identity
from services.identity.service import Identity
from services.search import settings as search
from services.search.service import Search

BROKER = "inproc://store"
HEARTBEAT = 10  # seconds; RabbitMQ and we notice within two of them that the other has vanished

SERVICES: Mapping[str, Any] = {
    "identity": Identity,
    "catalog": Catalog,
    "billing": Billing,
    "certification": Certification,
    "gateway-views": type("GatewayViews", (views_service("gateway", PROJECTIONS), GatewayForgets, Operated), {}),
    "search": Search,
}


def check(settings: Mapping[str, str]) -> None:
    """Raises BadSettings with what every part finds wrong, all in one go."""
    lines: list[str] = []
    for part in (gateway, identity, catalog, billing, certification, search):
        try:
            part.Settings.load(settings)
        except BadSettings as bad:
            lines += [line for line in bad.lines if line not in lines]
    if lines:
        raise BadSettings(lines)


def configuration(settings: Mapping[str, str], folder: Folder, broker: str = BROKER) -> dict[str, Any]:
    """What nameko hands to every service."""
    return {
        "AMQP_URI": broker,
        "HEARTBEAT": HEARTBEAT,
        "EVENTLOG": {
            "log": settings["CHANDLERY_LOGS"],
            "keys": settings["CHANDLERY_KEY_STORE"],
            "views": settings["CHANDLERY_VIEWS"],
            "secret": folder.secret("services.secret"),
        },
        "CHANDLERY": dict(settings),
    }


class Services:
    """The containers of one store, or of one of its services."""

    def __init__(self, config: Mapping[str, Any], names: Iterable[str] = SERVICES) -> None:
        self.containers = [ServiceContainer(SERVICES[name], dict(config)) for name in names]

    @property
    def read_models(self) -> dict[str, ReadModels]:
        found = [each for container in self.containers for each in container.extensions if isinstance(each, ReadModels)]
        return {each.view.model.name: each for each in found}

    def start(self) -> None:
        logging.getLogger("nameko.containers").setLevel(logging.ERROR)  # refusals are answers, told to who asked
        for container in self.containers:
            container.start()

    def wait(self) -> None:
        """Until they have stopped; raises what a container died of."""
        for container in self.containers:
            container.wait()

    def stop(self) -> None:
        stopping.stop(self.containers)

    def told(self) -> Mapping[str, str]:
        """Whether followers, relays, deadlines and effects go on; who met another log waits for a rebuild."""
        stopped = [f"{name} {state}" for name, state in states(self.containers).items() if state.startswith("stopped")]
        return {"state": "stopped", "detail": "; ".join(stopped)} if stopped else {"state": "ready"}
