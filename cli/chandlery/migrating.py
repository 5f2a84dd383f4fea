"""Every database of the store: where it stands, and how it comes to where this program needs it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from cli.chandlery.copying import named
from cli.chandlery.printing import Stop
from cli.chandlery.sealing import LOGS
from eventlog.migrations import Migrations
from eventlog.migrations.log import LOG
from services.catalog import private as catalog
from services.certification.private import tables as certification
from services.identity import private as identity
from services.identity.adapters import key_store
from services.notifications.private import tables as notifications

PRIVATE = {
    "identity": identity.MIGRATIONS,
    "catalog": catalog.MIGRATIONS,
    "certification": certification.MIGRATIONS,
    "notifications": notifications.MIGRATIONS,
}
OF_KEYS = key_store.MIGRATIONS


def of_log(service: str) -> list[Migrations]:
    """What lies in a service's database: its log, and the private tables beside it where it has any."""
    return [LOG, *([PRIVATE[service]] if service in PRIVATE else [])]


@dataclass(frozen=True)
class Tables:
    """Tables that are migrated together, and the database that they lie in."""

    service: str
    name: str
    url: str
    migrations: Migrations

    def is_there(self) -> bool:
        """A file of SQLite comes with the first start; a database of PostgreSQL is made by its operator."""
        database = make_url(self.url)
        return database.get_backend_name() != "sqlite" or Path(database.database or "").exists()

    def current(self) -> str:
        """The version that it is at; empty where there is none of it yet. Raises Stop where it does not answer."""
        if not self.is_there():
            return ""
        engine = create_engine(self.url, poolclass=NullPool, hide_parameters=True)
        with _answering(self.name, self.url), engine.connect() as db:
            return self.migrations.current(db)

    def upgrade(self) -> tuple[str, str]:
        """The versions before and after; raises Stop where the database is away, or busy for too long."""
        from eventlog.migrations.running import upgrade  # late: Alembic, which few starts have a use for

        with _answering(self.name, self.url):
            return upgrade(self.url, self.migrations)

    @property
    def head(self) -> str:
        return self.migrations.head


@contextmanager
def _answering(name: str, url: str) -> Iterator[None]:
    """What a database says instead of an answer, in one line that shows where it is, and no password."""
    try:
        yield
    except OperationalError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise Stop(f"{name}: {named(url)}: {said}") from error


def tables(settings: Mapping[str, str]) -> Iterator[Tables]:
    """All of the store's but the read models, which are built anew when they change."""
    for service in LOGS:
        url = settings["CHANDLERY_LOGS"].format(service=service)
        yield Tables(service, f"log of {service}", url, LOG)
        if service in PRIVATE:
            yield Tables(service, f"private tables of {service}", url, PRIVATE[service])
    yield Tables("identity", "key store", settings["CHANDLERY_KEY_STORE"], OF_KEYS)


def behind(settings: Mapping[str, str]) -> list[Tables]:
    """What has to be migrated before this program can use it."""
    return [each for each in tables(settings) if "" < each.current() < each.head]


def must_be_migrated(settings: Mapping[str, str], service: str) -> None:
    """Raises Stop with what to run where a database of the service is behind, and where one does not answer."""
    for each, at in _found(settings, service):
        if "" < at < each.head:
            raise Stop(f"{each.name} is at version {at} and has to be at {each.head}: run `chandlery migrate`")


def _found(settings: Mapping[str, str], service: str) -> list[tuple[Tables, str]]:
    """The service's tables, and their versions."""
    try:
        must_answer("read models", settings["CHANDLERY_VIEWS"])
        return [(each, each.current()) for each in tables(settings) if each.service == service]
    except Stop as away:
        raise Stop(f"{service} ends: {away}; `chandlery doctor` says what to do") from away


def must_answer(name: str, url: str) -> None:
    """Raises Stop, in one line, where a database of PostgreSQL does not."""
    if make_url(url).get_backend_name() != "sqlite":
        with _answering(name, url), create_engine(url, poolclass=NullPool, hide_parameters=True).connect():
            pass


def catch_up(settings: Mapping[str, str], say: Callable[[str], None]) -> None:
    """At the start of a store that has its databases to itself."""
    for each in behind(settings):
        before, after = each.upgrade()
        say(f"The {each.name} was at version {before} and is at {after} now.")


def migrated(settings: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Takes every database to where this program needs it: (name, version before, version after)."""
    return [(each.name, *each.upgrade()) for each in tables(settings) if each.is_there()]
