"""Connections to everybody's network alone: what a name means is looked up once, judged, and connected to as judged."""

import socket
import time
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.poolmanager import PoolManager

from vocabulary.networks import is_everybodys

CONNECT = 5.0  # seconds, for all addresses of a name together
Address = IPv4Address | IPv6Address
Resolve = Callable[[str], Sequence[Address]]


class Inside(Exception):
    """The address belongs to some inside network."""


def look_up(host: str) -> list[Address]:
    """As the system does: also numbers in all their notations, which are judged like any other answer."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(address[0])) for *_, address in found))


class Outward(HTTPAdapter):
    """For a session of requests; `inside`: every address is fine."""

    def __init__(self, resolve: Resolve = look_up, *, inside: bool = False) -> None:
        self._connect = _connecting(resolve, inside=inside)
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        self.poolmanager = PoolManager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self._connect),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self._connect),
        }


def _pool(pool: type, connection: type, connect: Callable[[Any], socket.socket]) -> Any:
    own = type(connection.__name__, (connection,), {"_new_conn": connect})
    return type(pool.__name__, (pool,), {"ConnectionCls": own})


def _connecting(resolve: Resolve, *, inside: bool) -> Callable[[Any], socket.socket]:
    """What urllib3 calls for a new connection; there is no second look at the name between judging and connecting."""

    def connect(connection: Any) -> socket.socket:
        host = connection.host.strip("[]")
        try:
            found = resolve(host)
        except (OSError, ValueError, UnicodeError) as unknown:
            reason = unknown if isinstance(unknown, socket.gaierror) else socket.gaierror(str(unknown))
            raise NameResolutionError(host, connection, reason) from unknown
        allowed = [each for each in found if inside or is_everybodys(each)]
        if not allowed:
            raise Inside(host)
        return _first_of(allowed, connection)

    return connect


def _first_of(addresses: Sequence[Address], connection: Any) -> socket.socket:
    until, last = time.monotonic() + CONNECT, OSError("no address")
    for each in addresses:
        patience = until - time.monotonic()
        if patience <= 0:
            break
        try:
            return socket.create_connection((str(each), connection.port), timeout=patience)
        except TimeoutError:
            raise ConnectTimeoutError(connection, "took too long") from None
        except OSError as wrong:
            last = wrong
    raise NewConnectionError(connection, str(last)) from last
