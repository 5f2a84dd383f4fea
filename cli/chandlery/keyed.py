"""Whether keys of personal fields are those of a log: another store's open none of its names."""

from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from cli.chandlery.printing import Stop
from eventlog.tables import events
from services.identity.adapters.key_store import keys

ACCOUNT = "account-"  # the streams of whoever has a key: its subject follows
SOME = 200  # are enough to tell


def must_open(log: str, store: str, named: Path) -> None:
    """`log`, `store`: addresses of identity's log and of its keys. Raises Stop where no account that is looked at has
    a key there, not even one that an erasure destroyed."""
    first = select(events.c.stream).where(events.c.version == 1, events.c.stream.startswith(ACCOUNT))
    with create_engine(log, poolclass=NullPool, hide_parameters=True).connect() as db:
        subjects = [stream.removeprefix(ACCOUNT) for stream in db.scalars(first.order_by(events.c.id).limit(SOME))]
    with create_engine(store, poolclass=NullPool, hide_parameters=True).connect() as db:
        known = db.scalars(select(keys.c.subject).where(keys.c.subject.in_(subjects)).limit(1)).first()
    if subjects and known is None:
        raise Stop(
            f"the keys in {named} open nothing of this backup: they are another store's; name its own with --keys"
        )
