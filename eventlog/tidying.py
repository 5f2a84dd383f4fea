"""Commands of clients are known for ninety days, for a client that sends again; those of policies for ever."""

import time
from datetime import datetime, timedelta

from sqlalchemy import Row, delete, select, tuple_

from eventlog.log import Log
from eventlog.tables import commands

KEPT = timedelta(days=90)
PAGE = 2000
POLICY = "policy:"  # how the actors of policies begin: an event may be followed anew at any time


def forget_commands(log: Log, before: datetime) -> int:
    """Forgets clients' commands from before that time; how many. Others are let in between two pages."""
    forgotten, after = 0, ("", "")
    keys = commands.c.account, commands.c.id
    while page := _page(log, after):
        after = page[-1].account, page[-1].id
        old = [(row.account, row.id) for row in page if row.at < before and not row.account.startswith(POLICY)]
        if old:
            with log.begin(durable=False) as db:
                db.execute(delete(commands).where(tuple_(*keys).in_(old)))
        forgotten += len(old)
        time.sleep(0)
    return forgotten


def _page(log: Log, after: tuple[str, str]) -> "list[Row[tuple[str, str, datetime]]]":
    c = commands.c
    wanted = select(c.account, c.id, c.at).where(tuple_(c.account, c.id) > after).order_by(c.account, c.id).limit(PAGE)
    with log.reading() as db:
        return list(db.execute(wanted))
