"""What a piece of work waits for because it is away, in one line for an operator: what, where, and how that shows."""

from collections.abc import Iterator, Mapping
from traceback import walk_tb
from typing import Any

from amqp.exceptions import AMQPError
from kombu import Connection
from kombu.exceptions import KombuError
from sqlalchemy import make_url

SAID_BY = ("OperationalError", "InterfaceError")  # of the driver of PostgreSQL, which an embedded store has not loaded
GONE = (None, "53300", "57P01", "57P02", "57P03")  # no answer; too many connections; the server ends, or starts
BROKEN = (ConnectionError, TimeoutError, AMQPError, KombuError)
TALKING = ("amqp", "kombu", "eventlog.link", "eventlog.broker")  # modules that talk to the broker, and to nobody else


def away(error: BaseException, config: Mapping[str, Any]) -> str:
    """`config`: as nameko's services have it. Empty where the error is another one."""
    for each in _chain(error):
        if _is_a_servers(each):
            return f"PostgreSQL at {_databases(config)} is away: {_first_line(each)}"
        if isinstance(each, BROKEN) and _came_of_the_broker(each):
            return f"RabbitMQ at {_broker(config)} is away: {_first_line(each)}"
    return ""


def _is_a_servers(error: BaseException) -> bool:
    kind = type(error)
    named = any(base.__module__ == "psycopg2" and base.__name__ in SAID_BY for base in kind.__mro__)
    return named and getattr(error, "pgcode", None) in GONE


def _came_of_the_broker(error: BaseException) -> bool:
    """Others that are called, such as a mail server, break connections as well."""
    names = (frame.f_globals.get("__name__", "") for frame, _ in walk_tb(error.__traceback__))
    return any(name == talks or name.startswith(f"{talks}.") for name in names for talks in TALKING)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """What it was raised from, the first cause first: the others are words for it."""
    if error is not None:
        yield from _chain(error.__cause__)
        yield error


def _databases(config: Mapping[str, Any]) -> str:
    told = config.get("EVENTLOG", {})
    urls = [make_url(str(told[name])) for name in ("log", "keys", "views") if told.get(name)]
    servers = [url for url in urls if url.get_backend_name() == "postgresql"]
    return " or ".join(dict.fromkeys(f"{url.host or 'its socket'}:{url.port or 5432}" for url in servers))


def _broker(config: Mapping[str, Any]) -> str:
    named = Connection(config.get("AMQP_URI", ""))
    return f"{named.hostname}:{named.port or 5672}"


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
