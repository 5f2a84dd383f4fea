"""Sockets, sleeps and locks of this process become cooperative; imported before anything that opens a socket."""

import os

# Names are looked up by the system's resolver in a thread: eventlet's own one knows neither nsswitch nor haste.
os.environ["EVENTLET_NO_GREENDNS"] = "yes"

import eventlet

eventlet.monkey_patch()

# ruff: noqa: E402 — the patch comes first
import socket
from functools import partial

from eventlet import tpool
from eventlet.patcher import original

for lookup in ("getaddrinfo", "gethostbyname", "getnameinfo"):
    setattr(socket, lookup, partial(tpool.execute, getattr(original("socket"), lookup)))
