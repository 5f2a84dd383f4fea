"""Taking a database to where the program needs it, one step after another, by Alembic: all of them or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

from eventlog.migrations import Migrations

MIGRATING = 0x6D696772  # the advisory lock of PostgreSQL under which steps are taken
PATIENCE = "10s"  # a step that waits longer for a lock would hold up everybody behind it: it gives up instead


def upgrade(url: str, migrations: Migrations) -> tuple[str, str]:
    """The versions before and after; before: empty where the database had none of the tables, which are made then.

    One transaction; whoever comes second waits and finds nothing to do. Raises SQLAlchemy's OperationalError where
    a table stays locked.
    """
    with transaction(url) as db:
        before = migrations.current(db)
        if not before:
            migrations.prepare(db)
        if not before or before >= migrations.head:
            return before, migrations.current(db)
        if not db.dialect.has_table(db, migrations.version_table):
            migrations.note(db, before)
        run(db, migrations)
        return before, migrations.current(db)


def run(db: Connection, migrations: Migrations, until: str = "head") -> None:
    """Every step that the noted version lacks; all of them where none is noted."""
    config = Config()
    config.set_main_option("script_location", str(migrations.steps).replace("%", "%%"))
    config.set_main_option("version_locations", str(migrations.steps).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    script = ScriptDirectory.from_config(config)

    def steps(revision: Any, context: Any) -> Any:
        return script._upgrade_revs(until, revision)

    with EnvironmentContext(config, script) as environment:
        environment.configure(connection=db, fn=steps, version_table=migrations.version_table, transactional_ddl=True)
        environment.run_migrations()


@contextmanager
def transaction(url: str) -> Iterator[Connection]:
    """In which tables may be changed; one at a time."""
    engine = _engine(url)
    try:
        with engine.begin() as db:
            if engine.dialect.name == "postgresql":
                db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
                db.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
            yield db
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True)
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine, "connect", _begin_ourselves)
        event.listen(engine, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _begin_ourselves(connection: Any, record: object) -> None:
    """The driver would begin no transaction for a change of tables, and half a step could stay."""
    connection.isolation_level = None
