"""Parts of the store as processes of their own: the gateway in granian's workers, on the views that followers write."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from granian.constants import Interfaces, Loops, RuntimeModes
from granian.log import LogLevels
from granian.server import Server

from cli.chandlery import doctor, lines, probes
from cli.chandlery.finding import reader_of
from cli.chandlery.memory import keep_what_is_loaded
from cli.chandlery.printing import Stop, say
from cli.chandlery.settings import resolve
from cli.chandlery.sharing import shared
from cli.chandlery.surroundings import registry
from cli.chandlery.watched import traced, watched
from eventlog.reading import Reader
from gateway.app import create_app
from gateway.parts import Probe
from gateway.rpc import NoServices, Pool, Rpc
from gateway.serving import Serving
from gateway.settings import Settings

LONGEST_END = 10  # seconds that a worker has to end; one that is asked while it starts may never hear it
THREADS = 8  # a worker, for all but token decisions: most of a request is waiting for the database


def gateway(environ: Mapping[str, str]) -> None:
    """Runs until it is ended; raises Stop where its port is taken."""
    settings = resolve(environ)
    bind, port = settings["CHANDLERY_BIND"], int(settings["CHANDLERY_PORT"])
    complaint = doctor.taken(bind, port)
    if complaint:
        raise Stop(complaint)
    with ExitStack() as opened:
        if settings["AMQP_URI"]:  # else workers that read beside a store that runs in one process
            opened.enter_context(shared("gateway", settings))
        opened.enter_context(watched(settings, "gateway"))
        say(f"The gateway answers at {settings['CHANDLERY_URL']}")
        _server(settings).serve()


def _server(settings: Mapping[str, str]) -> Any:
    return Server(
        "cli.chandlery.serve:worker",
        factory=True,
        address=settings["CHANDLERY_BIND"],
        port=int(settings["CHANDLERY_PORT"]),
        interface=Interfaces.RSGI,
        runtime_mode=RuntimeModes.st,
        loop=Loops.uvloop,
        websockets=False,
        workers=int(settings["CHANDLERY_WORKERS"]),
        log_access=False,
        workers_kill_timeout=LONGEST_END,
        log_level=LogLevels.error,  # else it tells of each worker's coming and going
    )


def worker() -> Serving:
    """The application of one worker process, from the environment that it inherits."""
    told = resolve(os.environ)
    lines.set_up(told, "gateway")
    traced(told, "gateway")
    settings = Settings.load(told)
    calls = Pool({"AMQP_URI": settings.amqp_uri}) if settings.amqp_uri else NoServices()
    reader = Reader("gateway", settings.views_url)
    app = create_app(settings, reader, reader_of(settings), Rpc(calls), _probes(told))
    keep_what_is_loaded()
    return Serving(app, THREADS)


def _probes(told: Mapping[str, str]) -> Mapping[str, Probe]:
    if not told["AMQP_URI"]:
        return {}  # the store that runs beside has its own
    hasty = Rpc(Pool({"AMQP_URI": told["AMQP_URI"]}, timeout=probes.PATIENCE))
    return {"registry": registry(told["CHANDLERY_REGISTRY_API"]), "followers": probes.followers(hasty)}
