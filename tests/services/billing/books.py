"""Billing's own log, into which tests write facts as if they had been decided there."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context, Decider
from eventlog.schema import registry
from services.billing.service import Billing

KEYS: Iterator[int] = itertools.count()


class Told(Billing):
    name = "billing"

    @rpc
    def tell(self, category: str, subject: str, stored_as: str, data: dict[str, Any]) -> str:
        facts: Decider[Any, None, Any] = Decider(category, None, lambda fact, _, by: [fact], lambda state, _: state)
        fact = registry.load(stored_as, 1, data)
        by = Context(f"told-{next(KEYS)}", "policy:told", datetime.now(UTC))
        return str(self.log.execute(facts, subject, fact, by).position)


def tell(billing: Any, category: str, subject: str, fact: Any) -> str:
    """Its position."""
    stored_as, _, data = registry.dump(fact)
    return str(billing.tell(category, subject, stored_as, data))
