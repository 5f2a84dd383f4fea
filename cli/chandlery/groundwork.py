"""What a new store at scale stands on: its databases, and a registry elsewhere that trusts it."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from cli.chandlery import registry as registries
from cli.chandlery.folder import Folder
from cli.chandlery.printing import Stop
from cli.chandlery.sealing import LOGS
from gateway.secrets import notifications_secret
from gateway.settings import Settings

ALREADY_THERE = ("42P04", "23505")  # duplicate_database; unique_violation, where two make it at the same moment


def databases(settings: Mapping[str, str]) -> Iterator[str]:
    """The address of every database of PostgreSQL that the store is told of, each once."""
    named = [settings["CHANDLERY_LOGS"].format(service=service) for service in LOGS]
    named += [settings["CHANDLERY_KEY_STORE"], settings["CHANDLERY_VIEWS"]]
    yield from (url for url in dict.fromkeys(named) if make_url(url).get_backend_name() == "postgresql")


def made(url: str) -> bool:
    """False where it was there already; raises Stop where the server is away or this user may not make any."""
    wanted = make_url(url)
    engine = create_engine(
        wanted.set(database="postgres"), poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT"
    )
    try:
        with engine.connect() as db:
            if db.scalar(text("SELECT true FROM pg_database WHERE datname = :name"), {"name": wanted.database}):
                return False
            quoted = engine.dialect.identifier_preparer.quote(str(wanted.database))
            db.execute(text(f"CREATE DATABASE {quoted} ENCODING 'UTF8' TEMPLATE template0"))
    except OperationalError as error:
        raise Stop(f"{wanted.host}: {str(error.orig).strip().splitlines()[0]}") from error
    except ProgrammingError as error:
        if getattr(error.orig, "pgcode", "") in ALREADY_THERE:
            return False
        raise Stop(f"{wanted.database} could not be made: {str(error.orig).strip().splitlines()[0]}") from error
    return True


def registry(
    settings: Mapping[str, str], own: Folder, at: Path, storage: str, listens: str, store: str
) -> dict[str, Any]:
    """As `up` gives it to the registry beside it, for one that is elsewhere and sees the files of the folder `at`."""
    secrets = {
        "http": own.secret("registry-http.secret"),
        "notifications": notifications_secret(Settings.load(settings)),
    }
    document = registries.configuration(settings, secrets)
    document["storage"]["filesystem"]["rootdirectory"] = storage
    document["http"]["addr"] = listens
    document["auth"]["token"] |= {name: str(at / file) for name, file in registries.TRUSTED.items()}
    address = (store or settings["CHANDLERY_URL"]).rstrip("/")
    document["notifications"]["endpoints"][0]["url"] = f"{address}/registry/notifications"
    return document


def write(folder: Path, keys: Path, document: Mapping[str, Any]) -> None:
    """What a registry is to see, and none of the keys that sign."""
    registries.write(folder / "config.yml", document)
    for file in registries.TRUSTED.values():
        shutil.copyfile(keys / file, folder / file)
