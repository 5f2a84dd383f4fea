"""Finding the store that keeps a service's log, by the address of its database."""

from pathlib import Path

from sqlalchemy import make_url

from eventlog.sqlite import SQLite
from eventlog.store import Store


def open_store(source: str, url: str) -> Store:
    database = make_url(url)
    if database.get_backend_name() == "sqlite" and database.database:
        return SQLite(Path(database.database), source)
    if database.get_backend_name() == "postgresql":
        from eventlog.postgres import PostgreSQL  # late: an embedded store starts without its driver

        return PostgreSQL(url, source)
    raise ValueError(f"no log can be kept in a {database.get_backend_name()} database")
