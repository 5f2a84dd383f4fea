"""The services and what they are told: all in one process over the in-process broker, or one over RabbitMQ."""

import logging
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from nameko.containers import ServiceContainer

from cli.chandlery.finder import StoreFinder
from cli.chandlery.folder import Folder
from eventlog import stopping
from eventlog.amqp import ReadModels, states
from eventlog.link import HEARTBEAT
from eventlog.settings import BadSettings
from gateway import settings as gateway
from services.billing import settings as billing
from services.catalog import settings as catalog
from services.certification import settings as certification
from services.identity import settings as identity
from services.notifications import settings as notifications
from services.search import settings as search
from services.support import settings as support

BROKER = "inproc://store"

# By module and class: a process of one service loads none of the others, which halves its start.
SERVICES: Mapping[str, str] = {
    "identity": "services.identity.service:Identity",
    "catalog": "services.catalog.service:Catalog",
    "billing": "services.billing.service:Billing",
    "certification": "services.certification.service:Certification",
    "support": "services.support.service:Support",
    "notifications": "services.notifications.service:Notifications",
    "gateway-views": "cli.chandlery.gateway_views:GatewayViews",
    "search": "services.search.service:Search",
}


def service(name: str) -> Any:
    module, _, named = SERVICES[name].partition(":")
    return getattr(import_module(module), named)


def check(settings: Mapping[str, str]) -> None:
    """Raises BadSettings with what every part finds wrong, all in one go."""
    lines: list[str] = []
    for part in (gateway, identity, catalog, billing, certification, support, notifications, search):
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
        "FINDER": StoreFinder(settings),
    }


class Services:
    """The containers of one store, or of one of its services."""

    def __init__(self, config: Mapping[str, Any], names: Iterable[str] = SERVICES) -> None:
        self.containers = [ServiceContainer(service(name), dict(config)) for name in names]

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
