"""Commands of clients are forgotten after ninety days; those of policies never, nor any event."""

from dataclasses import replace
from datetime import timedelta

import pytest

from eventlog import tidying
from eventlog.log import Log
from eventlog.testing import acting
from tests.eventlog.club import Join, Move, member

ada = acting("ada")
LATER = ada.at + tidying.KEPT + timedelta(hours=1)


def test_old_commands_of_clients_go_and_all_else_stays(log: Log) -> None:
    log.execute(member, "ada", Join("Ada", "1 Main St"), ada)
    cause = log.read("member-ada")[0].cause()
    log.execute(member, "ada", Move("2 Main St"), cause)
    log.execute(member, "ada", Move("3 Main St"), replace(ada, command_id="new", at=LATER))
    before = log.read_all(0)
    assert timedelta(days=90) == tidying.KEPT
    assert tidying.forget_commands(log, LATER - tidying.KEPT) == 1
    assert log.store.command("ada", ada.command_id) is None
    assert log.store.command("ada", "new") is not None
    assert log.execute(member, "ada", Move("2 Main St"), cause).repeated
    assert log.read_all(0) == before


def test_many_are_forgotten_page_by_page(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "PAGE", 3)
    for number in range(10):
        log.execute(member, f"m{number}", Join("Ada", f"{number} Main St"), replace(ada, command_id=str(number)))
    assert tidying.forget_commands(log, LATER) == 10
    assert tidying.forget_commands(log, LATER) == 0
