"""Requests to a node by connections that stay open, and little besides: what a client adds takes as long as an answer.

Addresses are read, and nodes trusted, as the writer's client does.
"""

import weakref
from collections import deque
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ssl import create_default_context

import certifi
from elastic_transport.client_utils import url_to_node_config
from urllib3.util.wait import wait_for_read

MOST_IDLE = 16  # connections that wait for a question
_TYPE = "Content-Type"


class NoAnswer(Exception):
    """The node is away, or silent, or breaks off."""


class Connections:
    """To one node; used by any number of threads."""

    def __init__(self, address: str, patience: float) -> None:
        """`patience`: seconds for a connection, and for an answer. Raises ValueError where it is no address."""
        self._node = url_to_node_config(address, use_default_ports_for_scheme=True)
        self._before = f"/{self._node.path_prefix.strip('/')}" if self._node.path_prefix else ""
        self._headers = {**self._node.headers, "Accept": "application/json"}
        self._patience = patience
        self._context = create_default_context(cafile=certifi.where()) if self._node.scheme == "https" else None
        self._idle: deque[HTTPConnection] = deque()
        weakref.finalize(self, _close, self._idle)

    def post(self, path: str, body: bytes, content: str) -> tuple[int, bytes]:
        """The status and body of the answer; `content` is the type of ours. Raises NoAnswer."""
        while True:
            connection = self._waiting() or self._new()
            used = connection.sock is not None
            try:
                told = _answered(connection, f"{self._before}{path}", body, self._headers | {_TYPE: content})
            except (OSError, HTTPException) as silent:
                connection.close()
                if used and isinstance(silent, ConnectionError):
                    continue  # the node had closed it; a question may be asked twice
                raise NoAnswer(str(silent)) from silent
            except BaseException:
                connection.close()  # half an answer is in it
                raise
            self._keep(connection)
            return told

    def _waiting(self) -> HTTPConnection | None:
        """One that the node has not closed."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if not wait_for_read(connection.sock, timeout=0):
                return connection
            connection.close()

    def _new(self) -> HTTPConnection:
        host, port = self._node.host, self._node.port
        if self._context is None:
            return HTTPConnection(host, port, timeout=self._patience)
        return HTTPSConnection(host, port, timeout=self._patience, context=self._context)

    def _keep(self, connection: HTTPConnection) -> None:
        if connection.sock is not None and len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()


def _answered(connection: HTTPConnection, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    connection.request("POST", path, body, headers)
    with connection.getresponse() as answer:
        return answer.status, answer.read()


def _close(idle: deque[HTTPConnection]) -> None:
    while idle:
        idle.pop().close()
