"""Whether a publisher can be paid is billing's to say; the catalogue hears of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nameko.rpc import rpc

from eventlog.amqp import EventLog, Logged
from eventlog.decider import Context, Decider
from services.billing.events import PayoutsConnected, PayoutsDisconnected
from services.catalog.service import Catalog
from services.identity.service import Identity
from tests.parts.services import config_in, running
from tests.services.catalog.shop import Shop

facts: Decider[Any, None, Any] = Decider("payee", None, lambda fact, _, by: [fact], lambda state, _: state)
CONNECTED = PayoutsConnected("acme", "transfer", "", "ada")


class Books(Logged):
    """Billing's log on the real kernel, which says what it is told to say."""

    name = "billing"
    log = EventLog()

    @rpc
    def connect(self, command: str, connected: bool) -> None:
        fact = CONNECTED if connected else PayoutsDisconnected("acme", "ada")
        self.log.execute(facts, "acme", fact, Context(command, "ada", datetime.now(UTC)))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with running(config_in(tmp_path), Identity, Books, Catalog) as services:
        yield Shop(services)


def test_a_publisher_is_known_as_one_that_can_be_paid_for_as_long_as_it_can(shop: Shop) -> None:
    shop.sells()
    assert shop.catalog.publisher("acme")["payouts"] is False
    shop.services.rpc.billing.connect("one", True)
    shop.services.until(lambda: shop.catalog.publisher("acme")["payouts"])
    shop.services.rpc.billing.connect("two", False)
    shop.services.until(lambda: not shop.catalog.publisher("acme")["payouts"])
