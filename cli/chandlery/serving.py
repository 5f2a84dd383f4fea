"""`chandlery serve NAME`: one service in this process, on the store's databases and RabbitMQ, until it is to end."""

import cli.chandlery.green  # noqa: F401 — it patches the sockets of this process, so it comes first

# isort: split

import os
import socket
from collections.abc import Mapping

import eventlet

from cli.chandlery import lines, sealing, settings
from cli.chandlery.ending import signals
from cli.chandlery.folder import Folder
from cli.chandlery.healthy import BEAT
from cli.chandlery.memory import keep_what_is_loaded, share_one_heap
from cli.chandlery.migrating import must_be_migrated
from cli.chandlery.printing import Stop
from cli.chandlery.services import Services, check, configuration
from cli.chandlery.sharing import broker, must_be_the_only, shared
from cli.chandlery.surroundings import registry
from cli.chandlery.watched import watched

LONGEST_STOP = 2.0  # seconds; what is under way then is begun anew by another instance, as after a crash


def run(name: str, environ: Mapping[str, str]) -> None:
    """Runs until Ctrl-C or SIGTERM; raises Stop and BadSettings where it cannot start, or has to begin anew."""
    share_one_heap()
    told = settings.resolve(environ)
    lines.set_up(told, name)
    check(told)
    with signals() as asked, shared(name, told) as folder:
        address = broker(told)
        must_be_the_only(name, told, folder)
        must_be_migrated(told, name)
        services = Services(configuration(told, folder, address), [name])
        ended: eventlet.Queue[Exception | None] = eventlet.Queue()
        looks = registry(told["CHANDLERY_REGISTRY_API"]) if name == "catalog" else None
        with watched(told, name, lambda: services.containers, looks):
            eventlet.spawn(_serve, services, folder, ended)
            eventlet.spawn(_hear, asked, ended)
            problem = ended.get()
        if problem is not None:
            raise Stop(f"{name} ends: {_first_line(problem)}; `chandlery doctor` says what to do") from problem
        _stop(services)


def _serve(services: Services, folder: Folder, ended: "eventlet.Queue[Exception | None]") -> None:
    try:
        services.start()
        sealing.led(services, folder.path / "sealed", bytes.fromhex(folder.secret("services.secret")))
        keep_what_is_loaded()
        folder.say("served")
        eventlet.spawn(_beat, folder)
        services.wait()
    except Exception as problem:
        ended.put(problem)


def _beat(folder: Folder) -> None:
    """As long as the green threads of this process take turns."""
    while True:
        folder.beat()
        eventlet.sleep(BEAT)


def _hear(asked: socket.socket, ended: "eventlet.Queue[Exception | None]") -> None:
    asked.recv(1)
    ended.put(None)


def _stop(services: Services) -> None:
    stopping = eventlet.spawn(services.stop)
    with eventlet.Timeout(LONGEST_STOP, False):
        stopping.wait()
        return
    os._exit(0)


def _first_line(problem: Exception) -> str:
    return str(problem).strip().partition("\n")[0] or type(problem).__name__
