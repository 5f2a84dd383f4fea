"""Whoever buys, adds and withdraws, told twice, late and in disorder: no key is two buyers', none is lost.

Billing's own methods on a log in memory. The read model is as far behind as chance has it, as the follower's is.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from eventlog.decider import Context, Decider
from eventlog.memory import MemoryLog
from eventlog.recorded import Recorded
from eventlog.refusal import Refused, Unavailable
from eventlog.rehearsing import MemoryViews, MovedClock
from services.billing import policies
from services.billing.deciders.licence import ReplaceLicence, RevokeLicence, licence
from services.billing.events import (
    KeyGiven,
    KeysAdded,
    KeysRanLow,
    KeyWithdrawn,
    LicenceIssued,
    PlanOffered,
    ProductNoted,
)
from services.billing.projections import keys as view
from services.billing.service import Billing
from tests.controls.keys import BEA, DATABASE
from tests.controls.licences import licence_issued

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
offered = PlanOffered(DATABASE, "team", "acme/db", "acme/team", "subscribers", "1", "sha256:" + "11" * 32, "Team")
FOLLOWED = (LicenceIssued, KeysAdded)


class Behind(MemoryViews):
    """Has what it was brought, and says so."""

    brought = 0

    def wait_for(self, position: str, at_most: float = 1.0) -> bool:
        return int(position.partition(":")[2]) <= self.brought


class Till(RuleBasedStateMachine):
    """A shop with one pool; `told` are events that a follower may be told of, again and in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.log, self.views = MemoryLog("billing", policies.effects), Behind([view.projection])
        self.billing, self.buyers, self.commands = Billing(), 0, 0
        self.read: list[Recorded] = []
        told = {"log": self.log, "views": self.views, "clock": MovedClock(NOW), "key_secret": b"secret"}
        vars(self.billing).update(told)
        self._tell("offering", DATABASE, ProductNoted(DATABASE, "acme/db"), offered)

    def teardown(self) -> None:
        """In the end all is heard, in order, as followers do: then what can be given was given, in order of buying."""
        self.view_catches_up()
        for recorded in self._followed():
            self._react(recorded)
            self.view_catches_up()
        free = set(self._added()) - set(self._given()) - self._gone()
        waiting = [each for each in self._counting() if each not in self._given().values()]
        assert not (free and waiting)
        held = {self._key_of(whose): place for place, whose in self._given().items()}
        assert held == {f"KEY-{self._added().index(place)}": place for place in self._given()}
        self.views.close()
        self.log.close()

    @initialize(first=st.sampled_from(["keys", "buyers"]))
    def opens(self, first: str) -> None:
        """With keys for which there are buyers, whoever came first; nobody was told of them yet."""
        for each in ("keys", "buyers") if first == "keys" else ("buyers", "keys"):
            if each == "keys":
                self.add(3)
            else:
                self.buy()
                self.buy()
        self.view_catches_up()

    @rule(count=st.integers(1, 3))
    def add(self, count: int) -> None:
        first = len(self._added())
        self.billing.add_keys(
            DATABASE, "team", "\n".join(f"KEY-{first + at}" for at in range(count)), self._by("acme:editor").dump()
        )

    @rule()
    def buy(self) -> None:
        self.buyers += 1
        id = f"subscription-{self.buyers}"
        self._tell("licence", id, replace(licence_issued, subscription=id, licence=f"licence-{id}", plan="team"))

    @precondition(lambda self: self.buyers)
    @rule(chance=st.integers(0, 99), replaced=st.booleans())
    def licence_ends(self, chance: int, replaced: bool) -> None:
        command = ReplaceLicence() if replaced else RevokeLicence("resold")
        with suppress(Refused):
            self.log.execute(licence, f"subscription-{chance % self.buyers + 1}", command, self._by("acme:editor"))

    @rule(chance=st.integers(0, 99))
    def withdraw(self, chance: int) -> None:
        uploads = [each.event.upload for each in self._all() if isinstance(each.event, KeysAdded)]
        if uploads:
            upload = uploads[chance % len(uploads)]
            self.billing.withdraw_keys(DATABASE, "team", upload, "", self._by("acme:editor").dump())

    @rule()
    def view_catches_up(self) -> None:
        found = self._all()[self.views.brought :]
        self.views.bring(found)
        self.views.brought += len(found)

    @rule(chance=st.integers(0, 99))
    def is_told_something(self, chance: int) -> None:
        followed = self._followed()
        if followed:
            self._react(followed[chance % len(followed)])

    @rule()
    def is_told_all_the_last_first(self) -> None:
        for recorded in reversed(self._followed()):
            self._react(recorded)

    @invariant()
    def no_key_is_two_buyers_and_no_buyer_has_two(self) -> None:
        facts = [each.event for each in self._all()]
        given = Counter((each.batch, each.place) for each in facts if isinstance(each, KeyGiven))
        buyers = Counter(each.subscription for each in facts if isinstance(each, KeyGiven))
        assert max([*given.values(), *buyers.values()], default=1) == 1
        assert given.keys().isdisjoint(self._gone())

    @invariant()
    def the_publisher_is_told_once_until_keys_are_added(self) -> None:
        told = ""
        for each in self._all():
            if isinstance(each.event, KeysAdded):
                told = ""
            if isinstance(each.event, KeysRanLow):
                level = "low" if each.event.free else "empty"
                assert told not in (level, "empty")
                told = level

    def _react(self, recorded: Recorded) -> None:
        with suppress(Unavailable):  # it is told again
            self.billing.give_keys(recorded.event, recorded)

    def _followed(self) -> list[Recorded]:
        return [each for each in self._all() if isinstance(each.event, FOLLOWED)]

    def _all(self) -> list[Recorded]:
        self.read += self.log.read_all(len(self.read))
        return self.read

    def _added(self) -> list[tuple[str, int]]:
        batches = [batch for each in self._all() if isinstance(each.event, KeysAdded) for batch in each.event.batches]
        return [(batch.batch, place) for batch in batches for place in range(len(batch.prints))]

    def _given(self) -> dict[tuple[str, int], str]:
        facts = [each.event for each in self._all() if isinstance(each.event, KeyGiven)]
        return {(each.batch, each.place): each.subscription for each in facts}

    def _gone(self) -> set[tuple[str, int]]:
        facts = [each.event for each in self._all() if isinstance(each.event, KeyWithdrawn)]
        return {(each.batch, each.place) for each in facts}

    def _counting(self) -> list[str]:
        ids = [f"subscription-{number}" for number in range(1, self.buyers + 1)]
        return [each for each in ids if not self.log.fold(licence, each).revoked]

    def _key_of(self, subscription: str) -> str | None:
        return (self.billing._key_of(subscription, DATABASE, "team") or {"key": None})["key"]

    def _by(self, *roles: str) -> Context:
        self.commands += 1
        return Context(f"command-{self.commands}", BEA, NOW, frozenset(roles), fingerprint=f"{self.commands}")

    def _tell(self, category: str, subject: str, *facts: Any) -> None:
        decider: Decider[Any, None, Any] = Decider(category, None, lambda fact, _, by: [fact], lambda state, _: state)
        for fact in facts:
            self.log.execute(decider, subject, fact, self._by())


TestKeys = Till.TestCase
TestKeys.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
