"""At midnight many thousands of deadlines are due at once: those that are fired next are read, and not the others."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from eventlog.deadlines import RIPE
from eventlog.log import open_log

MIDNIGHT = datetime(2026, 11, 15, tzinfo=UTC)


def test_what_is_due_at_once_is_not_sorted_for_each_batch(tmp_path: Path) -> None:
    log = open_log("billing", f"sqlite:///{tmp_path}/billing.log.db", keys=None, secret=b"")
    asked = RIPE.params(now=MIDNIGHT).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with log.reading() as db:
        plan = [str(row.detail) for row in db.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    log.close()
    assert [step.partition(" (")[0] for step in plan] == ["SEARCH due USING INDEX due_waiting"], plan
