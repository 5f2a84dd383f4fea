"""At midnight many thousands of deadlines are due at once: those that are fired next are read, and not the others."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.dialects import sqlite

from eventlog.deadlines import RIPE, Deadlines, Fired
from eventlog.log import open_log
from eventlog.tables import due

MIDNIGHT = datetime(2026, 11, 15, tzinfo=UTC)


def test_what_is_due_at_once_is_not_sorted_for_each_batch(tmp_path: Path) -> None:
    log = open_log("billing", f"sqlite:///{tmp_path}/billing.log.db", keys=None, secret=b"")
    asked = RIPE.params(now=MIDNIGHT).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with log.reading() as db:
        plan = [str(row.detail) for row in db.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    log.close()
    assert [step.partition(" (")[0] for step in plan] == ["SEARCH due USING INDEX due_waiting"], plan


def test_what_is_tried_again_is_not_looked_for_among_all_that_is_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fired: list[str] = []

    def fire(one: Fired) -> None:
        fired.append(one.id)

    log = open_log("billing", f"sqlite:///{tmp_path}/billing.log.db", keys=None, secret=b"")
    deadlines = Deadlines(log, fire, lambda: MIDNIGHT)
    tried: dict[str, Any] = {"attempts": 1, "retry_at": MIDNIGHT - timedelta(minutes=1)}
    with log.begin() as db:
        for id, more in (("new", {}), ("tried", tried)):
            whole = {"id": id, "at": MIDNIGHT, "name": "end", "subject": id, "arguments": {}, "causation": id}
            db.execute(insert(due).values(**whole, **more))
    with monkeypatch.context() as patched:
        patched.setattr("eventlog.deadlines.NEXT_TRY", text("SELECT what_is_not_to_be_asked FROM due"))
        assert deadlines.next_at() == MIDNIGHT
    with log.begin() as db:
        db.execute(update(due).where(due.c.id == "new").values(fired_at=MIDNIGHT))
    assert deadlines.next_at() == MIDNIGHT - timedelta(minutes=1)
    assert (deadlines.fire_due(), fired, deadlines.next_at()) == (1, ["tried"], None)
    log.close()
