"""What a store at scale stands on, looked at for the doctor: PostgreSQL, RabbitMQ, and who serves what."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from amqp.exceptions import AccessRefused, AMQPError
from kombu import Connection
from kombu.exceptions import KombuError
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from cli.chandlery import beyond, searched
from cli.chandlery.folder import Folder
from cli.chandlery.groundwork import databases
from cli.chandlery.migrating import Tables, tables
from cli.chandlery.printing import Stop

PARTS = (
    "identity",
    "catalog",
    "billing",
    "certification",
    "support",
    "notifications",
    "search",
    "gateway-views",
    "gateway",
)
OLDEST_POSTGRESQL, OLDEST_RABBITMQ = 150000, (3, 10)
ENOUGH = 300  # connections: an instance of each part opens some 190 that have nothing to do
PATIENCE = 5  # seconds for an answer
MISSING = "3D000"  # invalid_catalog_name


class Look(NamedTuple):
    """At one thing: `state` is ok, care or wrong."""

    part: str
    state: str
    says: str


def looks(settings: Mapping[str, str]) -> Iterator[Look]:
    found = [_database(make_url(url), _setting(url, settings)) for url in databases(settings)]
    yield from found
    if all(look.state != "wrong" for look in found):
        yield from filter(None, map(_tables, tables(settings)))
    if settings["ELASTICSEARCH_URL"]:
        yield Look("search", *searched.look(settings))
    if settings["AMQP_URI"]:
        yield _broker(settings["AMQP_URI"])
        yield from _files(settings)
        yield from _served(Folder(Path(settings["CHANDLERY_DATA"])))


def _setting(url: str, settings: Mapping[str, str]) -> str:
    names = ("CHANDLERY_KEY_STORE", "CHANDLERY_VIEWS")
    return next((name for name in names if settings[name] == url), "CHANDLERY_LOGS")


def _database(url: URL, setting: str) -> Look:
    part, where = f"database {url.database}", f"{url.host or 'localhost'}:{url.port or 5432}"
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"connect_timeout": PATIENCE})
    try:
        with engine.connect() as db:
            version = int(db.scalar(text("SELECT current_setting('server_version_num')")) or 0)
            began, theirs = time.time(), float(db.scalar(text("SELECT extract(epoch FROM clock_timestamp())")) or 0)
            most = int(db.scalar(text("SELECT current_setting('max_connections')")) or 0)
    except SQLAlchemyError as error:
        return Look(part, "wrong", _mended(where, error, setting))
    shown = f"PostgreSQL {version // 10000} at {where}"
    if version < OLDEST_POSTGRESQL:
        return Look(part, "wrong", f"{shown} is too old; version {OLDEST_POSTGRESQL // 10000} or newer is needed")
    if most < ENOUGH:
        few = f"{shown} allows {most} connections, which an instance of each part and its upgrade use up"
        return Look(part, "care", f"{few}; set max_connections to {ENOUGH} or more")
    if abs(apart := began - theirs) > beyond.APART:
        return Look(part, "wrong", beyond.off(apart, f"PostgreSQL at {where}"))
    return Look(part, "ok", shown)


def _mended(where: str, error: SQLAlchemyError, setting: str) -> str:
    origin = getattr(error, "orig", None) or error
    said = str(origin).strip().splitlines()[0]
    if getattr(origin, "pgcode", None) == MISSING or "does not exist" in said:
        return f"{said}; `chandlery prepare` makes what is missing"
    if "authentication failed" in said or "no password supplied" in said:
        return f"{where} does not let the store in: {said}; mend user and password in {setting}"
    return f"{where} does not answer as it should: {said}; start PostgreSQL there, or mend {setting}"


def _tables(one: Tables) -> Look | None:
    if not one.is_there():
        return None  # a file that comes with the first start
    try:
        current = one.current()
    except Stop as away:
        return Look(one.name, "wrong", away.line)
    if not current:
        return Look(one.name, "ok", "is empty; its tables come with the first start")
    if current < one.head:
        return Look(one.name, "wrong", f"is at version {current}, {one.head} is needed; run `chandlery migrate`")
    newer = "; a newer program has been here, which is no harm" if current > one.head else ""
    return Look(one.name, "ok", f"at version {current}{newer}")


def _broker(address: str) -> Look:
    connection = Connection(address, connect_timeout=PATIENCE)
    where = f"{connection.hostname}:{connection.port or 5672}"
    try:
        connection.connect()
        told = connection.connection.server_properties
    except AccessRefused:
        return Look("broker", "wrong", f"{where} does not let the store in; mend user and password in AMQP_URI")
    except (OSError, AMQPError, KombuError) as error:
        said = str(error).strip() or type(error).__name__
        return Look("broker", "wrong", f"{where} does not answer: {said}; start RabbitMQ there, or mend AMQP_URI")
    finally:
        connection.collect()
    product, version = str(told.get("product", "a broker")), str(told.get("version", ""))
    if product == "RabbitMQ" and tuple(map(int, version.split(".")[:2])) < OLDEST_RABBITMQ:
        return Look("broker", "wrong", f"RabbitMQ {version} at {where} is too old; 3.10 or newer is needed")
    return Look("broker", "ok", f"{product} {version} at {where}".replace("  ", " "))


def _files(settings: Mapping[str, str]) -> Iterator[Look]:
    for name in ("CHANDLERY_LOGS", "CHANDLERY_VIEWS", "CHANDLERY_KEY_STORE"):
        if settings[name].startswith("sqlite:"):
            yield Look(
                "files", "care", f"{name} names files, so all runs on one machine; PostgreSQL is for more than one"
            )


def _served(folder: Folder) -> Iterator[Look]:
    served = folder.served()
    if not served:
        return
    for part in PARTS:
        own = [each.partition(" ")[2].strip("()") for each in served if each.partition(" ")[0] == part]
        if own:
            yield Look(f"serve {part}", "ok", ", ".join(own))
        else:
            yield Look(f"serve {part}", "wrong", f"nobody does; start `chandlery serve {part}`")
