"""Publishers are paid: on the real kernel, and through the stand-in for Stripe."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden
from eventlog.schema import registry
from services.billing.events import InvoiceIssued, NoticeReceived
from services.billing.policies.payees import SETTLED
from services.catalog import events as catalog
from tests.controls.billing import DATABASE
from tests.controls.payees import usd
from tests.parts.services import Services, config_in, running
from tests.parts.stripe import StandIn, stripe
from tests.services.billing.books import Told, tell
from tests.services.billing.conftest import Catalogue
from vocabulary.money import Money
from vocabulary.period import after, month_of

SOLD = InvoiceIssued(
    invoice="invoice-1",
    number="2026-000001",
    on=date(2026, 1, 20),
    holder="bob",
    subscription="subscription-1",
    publisher="acme",
    net=usd(10_000),
    tax=usd(1_900),
    total=usd(11_900),
    publisher_share=usd(7_500),
    payment="card",
    due=date(2026, 1, 20),
)
WHEN = datetime(2026, 1, 20, tzinfo=UTC)
BACK = "http://store.example/publish/acme/payouts?back=1"


HOW = (("tag", False), ("tag", True), ("digest", True), ("check", True))


@dataclass
class House:
    services: Services
    stand_in: StandIn | None = None
    keys: int = 0

    @property
    def rpc(self) -> Any:
        return self.services.rpc.billing

    def by(self, actor: str, *roles: str) -> dict[str, Any]:
        self.keys += 1
        return Context(f"command-{self.keys}", actor, datetime.now(UTC), frozenset(roles)).dump()

    @property
    def ada(self) -> dict[str, Any]:
        return self.by("ada", "acme:owner")

    @property
    def fay(self) -> dict[str, Any]:
        return self.by("fay", "finance")

    def sell(self, invoice: str = "invoice-1", **changed: Any) -> None:
        tell(self.rpc, "invoice", invoice, replace(SOLD, invoice=invoice, **changed))

    def heard_of_catalogue(self) -> int:
        """How many of its facts billing's view shows."""
        told = {one["id"]: one["position"] for one in self.rpc.standing()["followers"]}
        return int(told["billing/catalog"])

    def months(self) -> list[str]:
        """Those that are closed, in the order in which they were."""
        closed = (json.loads(line) for _, _, line in self.rpc.read_log(0, 1000) if '"billing.month-closed"' in line)
        return [event["data"]["month"] for event in closed]

    def close(self, month: str = "2026-01") -> None:
        self.rpc.close_month("acme", month, self.fay)

    def statements(self, count: int = 1, state: str = "") -> list[dict[str, Any]]:
        """As soon as there are so many of this state."""

        def found() -> list[dict[str, Any]]:
            return [one for one in self.rpc.statements_of("acme") if state in ("", one["state"])]

        self.services.until(lambda: len(found()) == count)
        return found()

    def connected_to_stripe(self) -> None:
        assert self.stand_in is not None
        url = self.rpc.connect_payouts("acme", "stripe", BACK, self.ada)["url"]
        assert self.stand_in.press(url, answer="yes") == BACK
        assert self.rpc.finish_payouts("acme", self.ada)["state"] == "connected"


@contextmanager
def opened(folder: Path, stand_in: StandIn | None = None) -> Iterator[House]:
    told = stand_in.settings if stand_in else {}
    with running(config_in(folder, **told), Catalogue, Told) as services:
        yield House(services, stand_in)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path) as each:
        yield each


@pytest.fixture
def stripes(tmp_path: Path) -> Iterator[House]:
    with stripe(tmp_path) as stand_in, opened(tmp_path, stand_in) as each:
        yield each


def test_a_month_becomes_a_statement_a_currency(house: House) -> None:
    house.sell()
    house.sell("invoice-2", net=Money(500, "EUR"), tax=Money(0, "EUR"), publisher_share=Money(375, "EUR"))
    house.close()
    told = [(one["number"], one["due"]["amount"], one["state"]) for one in house.statements(2)]
    assert told == [("ACME-2026-01-EUR", 375, "open"), ("ACME-2026-01-USD", 7_500, "open")]


def test_months_that_went_by_are_closed_one_after_the_other(house: House) -> None:
    settled = (datetime.now(UTC) - timedelta(hours=SETTLED.hour)).date()  # on a month's first day it is not yet closed
    before = settled.replace(day=1) - timedelta(days=1)
    house.close(month_of(after(before.replace(day=1), "month", -2)))
    house.services.until(lambda: house.months()[-1] == month_of(before))
    assert house.months() == [month_of(after(before.replace(day=1), "month", each)) for each in (-2, -1, 0)]


def test_a_statement_says_how_often_was_pulled(house: House) -> None:
    counts = [catalog.PullCount("1", "sha256:1", "", "docker", how, paid, 3) for how, paid in HOW]
    product = catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False)
    for fact in (product, catalog.PullsCounted("acme/db", DATABASE, "pro", date(2026, 1, 31), tuple(counts))):
        stored_as, dataversion, data = registry.dump(fact)
        house.services.rpc.catalog.tell(stored_as, dataversion, data, stored_as)
    house.services.until(lambda: house.heard_of_catalogue() == 2)
    house.sell()
    house.close()
    assert house.statements()[0]["pulls"] == {"free": 3, "paying": 6}


def test_money_waits_until_it_is_known_where_it_goes(house: House) -> None:
    house.sell()
    house.close()
    house.statements(state="open")
    house.rpc.connect_payouts("acme", "transfer", "", house.ada)
    assert house.statements(state="requested")[0]["payout"]["by"] == "transfer"


def test_finance_records_what_it_sent(house: House) -> None:
    house.rpc.connect_payouts("acme", "transfer", "", house.ada)
    house.sell()
    house.close()
    id = house.statements(state="requested")[0]["id"]
    house.rpc.record_payout(id, "SEPA 77", house.fay)
    assert house.statements(state="sent")[0]["payout"]["reference"] == "SEPA 77"


def test_a_publisher_records_no_payout_of_its_own(house: House) -> None:
    house.sell()
    house.close()
    with pytest.raises(Forbidden, match="staff-only"):
        house.rpc.record_payout(house.statements()[0]["id"], "SEPA 77", house.ada)


def test_a_store_without_stripe_pays_by_bank_transfer(house: House) -> None:
    assert house.rpc.payee("acme")["ways"] == ["transfer"]
    with pytest.raises(Conflicting, match="payout-way-unknown"):
        house.rpc.connect_payouts("acme", "stripe", BACK, house.ada)


def test_a_share_that_was_agreed_holds(house: House) -> None:
    assert house.rpc.payee("acme")["share"] == 75
    house.rpc.set_share("acme", 80, house.fay)
    assert house.rpc.payee("acme")["share"] == 80


def test_a_statement_is_paid_through_stripe(stripes: House) -> None:
    stripes.connected_to_stripe()
    stripes.sell()
    stripes.close()
    sent = stripes.statements(state="sent")[0]
    transfers = stripes.stand_in.all("transfer") if stripes.stand_in else []
    assert [(one["id"], one["amount"], one["currency"]) for one in transfers] == [
        (sent["payout"]["reference"], 7_500, "usd")
    ]


def test_an_answer_that_is_lost_sends_nothing_twice(stripes: House) -> None:
    assert stripes.stand_in is not None
    stripes.connected_to_stripe()
    stripes.stand_in.plan("lose", "/v1/transfers")
    stripes.stand_in.forget_keys()
    stripes.sell()
    stripes.close()
    stripes.statements(state="sent")
    assert len(stripes.stand_in.all("transfer")) == 1


def test_who_is_not_ready_at_stripe_is_not_connected(stripes: House) -> None:
    stripes.rpc.connect_payouts("acme", "stripe", BACK, stripes.ada)
    with pytest.raises(Conflicting, match="payout-account-not-ready"):
        stripes.rpc.finish_payouts("acme", stripes.ada)
    assert stripes.rpc.payee("acme")["state"] == "opened"


def test_the_companys_word_connects_who_did_not_come_back(stripes: House) -> None:
    url = stripes.rpc.connect_payouts("acme", "stripe", BACK, stripes.ada)["url"]
    assert stripes.stand_in is not None
    stripes.stand_in.press(url, answer="yes")
    account = stripes.stand_in.all("account")[0]["id"]
    tell(stripes.rpc, "notice", "evt_1", NoticeReceived("stripe", "evt_1", "account.updated", account, WHEN))
    stripes.services.until(lambda: stripes.rpc.payee("acme")["state"] == "connected")


def test_coming_twice_opens_one_account(stripes: House) -> None:
    for _ in range(2):
        stripes.rpc.connect_payouts("acme", "stripe", BACK, stripes.ada)
    assert stripes.stand_in is not None
    assert len(stripes.stand_in.all("account")) == 1


def test_nobody_else_says_where_the_money_goes(stripes: House) -> None:
    with pytest.raises(Forbidden, match="not-yours"):
        stripes.rpc.connect_payouts("acme", "stripe", BACK, stripes.by("eve", "acme:editor"))
    assert stripes.stand_in is not None
    assert stripes.stand_in.all("account") == []
