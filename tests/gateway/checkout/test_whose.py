"""Who sees what somebody bought, and who pays for it."""

from pathlib import Path

import pytest

from gateway.checkout.whose import buys_for
from tests.gateway.counter import Counter, bearer


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


@pytest.mark.parametrize(("role", "buys"), [("owner", True), ("billing", True), ("member", False)])
def test_for_an_organisation_its_owners_and_who_does_its_billing_buy(counter: Counter, role: str, buys: bool) -> None:
    ada = counter.account("ada")
    counter.organization("acme-corp", **{ada: role})
    assert asks(counter, ada, "acme-corp") is buys


def test_for_oneself_one_buys_alone(counter: Counter) -> None:
    ada, finance = counter.account("ada"), counter.account("faye", "finance")
    assert asks(counter, ada, ada)
    assert not asks(counter, finance, ada)


def asks(counter: Counter, account: str, holder: str) -> bool:
    with counter.app().test_request_context("/api/v1/me", headers=bearer(counter.token(account, "buy", "staff"))):
        return buys_for(holder)
