"""The gateway by itself: a WSGI application for granian's workers, which read the views that another process writes."""

import logging
import os
import sys
from collections.abc import Mapping

from flask import Flask

from eventlog.reading import Reader
from gateway.app import create_app
from gateway.rpc import NoServices, Pool, Rpc
from gateway.settings import Settings
from services.search.reader import SearchReader

RPC_SECONDS = 5.0


def application(environment: Mapping[str, str]) -> Flask:
    """Without a broker (`AMQP_URI`) commands are `service-unavailable`, while reading and pulling go on."""
    settings = Settings.load(environment)
    calls = Pool({"AMQP_URI": settings.amqp_uri}, RPC_SECONDS) if settings.amqp_uri else NoServices()
    return create_app(settings, Reader("gateway", settings.views_url), SearchReader(settings.index), Rpc(calls))


def factory() -> Flask:
    """What `granian --interface wsgi --factory gateway.serve:factory` loads."""
    logging.basicConfig(stream=sys.stderr, format="%(name)s %(message)s", level=logging.INFO)
    return application(os.environ)
