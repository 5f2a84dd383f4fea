"""Parts of the store as processes of their own: the gateway in granian's workers, on the views that followers write."""

import os
from collections.abc import Mapping

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from cli.chandlery import doctor
from cli.chandlery.printing import Stop, say
from cli.chandlery.settings import resolve
from eventlog.reading import Reader
from gateway.app import create_app
from gateway.rpc import NoServices, Pool, Rpc
from gateway.settings import Settings
from services.search.reader import SearchReader

LONGEST_END = 10  # seconds that a worker has to end; one that is asked while it starts may never hear it
THREADS = 8  # blocking threads a worker: most of a request is waiting for the database


def gateway(environ: Mapping[str, str]) -> None:
    """Runs until it is ended; raises Stop where its port is taken."""
    settings = resolve(environ)
    bind, port = settings["CHANDLERY_BIND"], int(settings["CHANDLERY_PORT"])
    complaint = doctor.taken(bind, port)
    if complaint:
        raise Stop(f"CHANDLERY_PORT: {complaint}")
    say(f"The gateway answers at {settings['CHANDLERY_URL']}")
    Server(
        "cli.chandlery.serve:worker",
        factory=True,
        address=bind,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(settings["CHANDLERY_WORKERS"]),
        blocking_threads=THREADS,
        log_access=False,
        workers_kill_timeout=LONGEST_END,
        log_level=LogLevels.error,  # else it advises against our threads, and tells of each worker's coming and going
    ).serve()


def worker() -> Flask:
    """The application of one worker process, from the environment that it inherits."""
    told = resolve(os.environ)
    settings = Settings.load(told)
    calls = Pool({"AMQP_URI": settings.amqp_uri}) if settings.amqp_uri else NoServices()
    return create_app(settings, Reader("gateway", settings.views_url), SearchReader(settings.index), Rpc(calls))
