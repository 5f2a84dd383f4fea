"""Whole databases to files and back: SQLite by its online copy, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from cli.chandlery.outside import FULL
from cli.chandlery.printing import Stop

DEBIANS = Path("/usr/lib/postgresql")
BUSY = 30.0  # seconds to wait for a writer


def kind_of(url: str) -> str:
    """sqlite or postgresql."""
    return make_url(url).get_backend_name()


def is_empty(url: str) -> bool:
    """Whether nothing is kept there yet; a database of PostgreSQL must be there all the same."""
    if kind_of(url) == "sqlite":
        return not file_of(url).exists()
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as db:
        return not inspect(db).get_table_names()


def has_events(url: str) -> bool:
    """Whether anything has happened in the log in a file: of one that was only made, nothing is missed yet."""
    if is_empty(url):
        return False
    try:
        with closing(sqlite3.connect(f"{file_of(url).resolve().as_uri()}?mode=ro", uri=True)) as db:
            made = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone()
            return made is not None and db.execute("SELECT 1 FROM events LIMIT 1").fetchone() is not None
    except sqlite3.DatabaseError:  # whatever is there, it is not new
        return True


def file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


def named(url: str) -> str:
    """The database without its password, wherever in the address that stands."""
    return make_url(url).difference_update_query(["password", "sslpassword"]).render_as_string()


def dump(url: str, into: Path) -> None:
    """As it is at one moment, while others go on writing."""
    if kind_of(url) == "sqlite":
        copy(file_of(url), into)
    else:
        _run("pg_dump", url, "--format=custom", f"--file={into}")


def load(file: Path, url: str) -> None:
    """Into an empty database; all of it or nothing."""
    if kind_of(url) == "sqlite":
        put(file, file_of(url))
    else:
        _run("pg_restore", url, "--exit-on-error", "--single-transaction", str(file), into=True)


def put(file: Path, into: Path) -> None:
    """All of it or nothing; an OSError names where there is no room, and not what was read."""
    into.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = into.with_name(f".{into.name}.partial")
    try:
        shutil.copy2(file, beside)
        beside.chmod(beside.stat().st_mode | stat.S_IWUSR)  # a backup may be kept where nobody writes
        beside.replace(into)
    except OSError as error:
        if error.errno in FULL:
            raise OSError(error.errno, error.strerror, str(into)) from error
        raise
    finally:
        beside.unlink(missing_ok=True)


def empty(url: str) -> None:
    """Of all tables: for who knows that they have put them there."""
    if kind_of(url) == "sqlite":
        for ending in ("-wal", "-shm", "-journal", ""):  # it is there until nothing is beside it that others would take
            file_of(url).with_name(f"{file_of(url).name}{ending}").unlink(missing_ok=True)
        return
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    with engine.begin() as db:
        names = [engine.dialect.identifier_preparer.quote(name) for name in inspect(db).get_table_names()]
        if names:
            db.execute(text(f"DROP TABLE {', '.join(names)} CASCADE"))


def copy(file: Path, into: Path) -> None:
    """One file of SQLite, whole, with what its write-ahead log holds."""
    address = f"{file.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=BUSY)) as source, closing(sqlite3.connect(into)) as copied:
        source.backup(copied)
        copied.execute("PRAGMA journal_mode=DELETE")  # one file, whoever opens it next


def _run(program: str, url: str, *words: str, into: bool = False) -> None:
    where, environment = _connection(url)
    named = [f"--dbname={where}"]
    command = [_program(program), "--no-owner", "--no-privileges", *named, *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        what = "restored" if into else "backed up"
        raise Stop(f"{make_url(url).database} could not be {what}: {_first(done.stderr.splitlines())}")


def _connection(url: str) -> tuple[str, Mapping[str, str]]:
    """The server's own way to name a database, and an environment that holds the password: others see command lines."""
    from psycopg2.extensions import make_dsn

    address = make_url(url)
    told = create_engine(address).dialect.create_connect_args(address)[1]
    password = told.pop("password", None)
    return make_dsn(**told), {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}


def _program(name: str) -> str:
    newest = sorted(DEBIANS.glob(f"*/bin/{name}"), key=lambda path: int(path.parent.parent.name))
    found = str(newest[-1]) if newest else shutil.which(name)
    if found is None:
        raise Stop(f"{name} is not installed; it comes with PostgreSQL's client programs (postgresql-client)")
    return found


def _first(lines: Sequence[str]) -> str:
    return lines[0] if lines else "no reason was told"
