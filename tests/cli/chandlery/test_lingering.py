"""A connection that says nothing is closed, and told to nobody."""

import subprocess
import sys

from tests.parts.store import ROOT

SILENT = """
import eventlet
from eventlet import wsgi

from cli.chandlery.lingering import Lingering

listening = eventlet.listen(("127.0.0.1", 0))
eventlet.spawn(wsgi.server, listening, None, protocol=Lingering, log_output=False, debug=False, socket_timeout=0.05)
print(eventlet.connect(listening.getsockname()).recv(1))
"""


def test_who_connects_and_says_nothing_is_let_go_without_a_word() -> None:
    """Proxies open connections ahead of requests: each of them told a traceback when its time was over."""
    command = [sys.executable, "-W", "ignore", "-c", SILENT]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert (ended.stdout, ended.stderr) == ("b''\n", "")
