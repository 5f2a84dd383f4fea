"""Whatever is asked in whatever order, and however often: the log holds what a simple account of it says."""

import itertools
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog.log import Log
from eventlog.refusal import Conflicting, Missing
from eventlog.sqlite import SQLite
from eventlog.testing import Keyring, acting
from tests.eventlog.club import SECRET, Join, Move, member

NAMES, ADDRESSES = ("ada", "bob", "cyd"), ("1 Main St", "2 Main St", "3 Main St")
joining = st.builds(Join, st.text(), st.sampled_from(ADDRESSES))
moving = st.builds(Move, st.sampled_from(ADDRESSES))
asked = st.tuples(st.sampled_from(NAMES), joining | moving, st.booleans())


class Account:
    """Who lives where, kept by hand."""

    def __init__(self) -> None:
        self.at: dict[str, str] = {}
        self.moves = dict.fromkeys(NAMES, 0)

    def takes(self, name: str, command: Any) -> None:
        if isinstance(command, Join) and name in self.at:
            return
        if isinstance(command, Move) and name not in self.at:
            raise Missing("not-a-member")
        if any(at == command.address and other != name for other, at in self.at.items()):
            raise Conflicting("address-taken", command.address)
        self.moves[name] += isinstance(command, Move)
        self.at[name] = command.address


def outcome(ask: Any) -> str:
    try:
        ask()
    except (Missing, Conflicting) as refused:
        return str(refused)
    return "done"


@settings(max_examples=30, deadline=None)
@given(st.lists(asked, max_size=15))
def test_decisions_reservations_and_repetitions_agree_with_a_simple_account(story: list[tuple[str, Any, bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = Log("club", SQLite(Path(folder) / "log.db", "club"), keys=Keyring(), secret=SECRET)
        account, numbers = Account(), itertools.count()
        for name, command, twice in story:
            by = replace(acting(name), command_id=str(next(numbers)))
            said = outcome(lambda c=command, n=name: account.takes(n, c))
            for _ in range(1 + twice):
                assert outcome(lambda c=command, n=name, b=by: log.execute(member, n, c, b)) == said
        assert {a: log.holder_of(f"address-{a}") for a in ADDRESSES} == {
            a: next((f"member-{n}" for n, at in account.at.items() if at == a), None) for a in ADDRESSES
        }
        assert {name: log.fold(member, name).moves for name in NAMES} == account.moves
        assert list(log.verify()) == []
        log.close()
