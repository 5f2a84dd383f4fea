"""What a pull is answered with when a trial or a subscription is over, and that it names what helps."""

from datetime import UTC, datetime

import pytest

from services.billing import events as billing
from tests.gateway.counter import Counter
from tests.gateway.registry.asking import ask, code_of

PULL = "repository:acme/db:pull"
LONG_AGO = datetime(2025, 12, 1, tzinfo=UTC)


def granted(counter: Counter, holder: str, reason: str, until: datetime | None = None) -> None:
    right = billing.EntitlementGranted(holder, "acme/db", "id-acme-db", "pro", until, reason, "")
    counter.tell((f"customer-{holder}", right))


@pytest.fixture
def shelf(counter: Counter) -> Counter:
    """With a product for subscribers, and Bob, who belongs to an organisation."""
    counter.account("bob")
    counter.publisher("acme", counter.account("mia"))
    counter.product("acme/db", access="subscribers")
    counter.organization("northwick", bob="member")
    return counter


@pytest.mark.parametrize(
    ("reason", "code"),
    [("trial", "trial-ended"), ("grace", "subscription-lapsed"), ("subscription", "subscription-ended")],
)
def test_a_right_that_is_over_is_named_for_what_it_was(shelf: Counter, reason: str, code: str) -> None:
    granted(shelf, "bob", reason, LONG_AGO)
    refused = ask(shelf, PULL, password=shelf.token("bob", "pull"))
    assert code_of(refused) == code
    assert "http://store.example/acme/db/get?plan=pro" in refused.json["errors"][0]["message"]


@pytest.mark.parametrize(
    ("reason", "why", "code"),
    [
        ("order", "", "order-ended"),
        ("order", "subscription-ended", "order-ended"),
        ("subscription", "plan-switched", "plan-left"),
    ],
)
def test_who_cannot_subscribe_again_is_not_told_to(shelf: Counter, reason: str, why: str, code: str) -> None:
    granted(shelf, "bob", reason, None if why else LONG_AGO)
    if why:
        shelf.tell(("customer-bob", billing.EntitlementEnded("bob", "acme/db", "id-acme-db", "pro", why)))
    refused = ask(shelf, PULL, password=shelf.token("bob", "pull"))
    assert code_of(refused) == code
    assert "/get?plan=" not in refused.json["errors"][0]["message"]


def test_a_member_reads_what_became_of_the_organisations_right(shelf: Counter) -> None:
    granted(shelf, "northwick", "trial", LONG_AGO)
    assert code_of(ask(shelf, PULL, password=shelf.token("bob", "pull"))) == "trial-ended"


def test_who_never_had_it_reads_that_it_needs_a_subscription(shelf: Counter) -> None:
    assert code_of(ask(shelf, PULL, password=shelf.token("bob", "pull"))) == "subscription-needed"
