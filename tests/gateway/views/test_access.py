"""The pull decision reads the same rows alike on SQLite and on PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, insert, select

from eventlog.tables import parked
from eventlog.testing import project
from gateway.views import PROJECTIONS, access, accounts, gates
from services.billing import events as billing
from services.catalog import events as catalog
from services.identity import events as identity

NOW = datetime(2026, 6, 1, tzinfo=UTC).timestamp()
TERMS = catalog.Terms("2", "# T", "sha256:t")
STORY = [
    ("account-bob", identity.AccountRegistered("bob", "b@mail.example", "Bob", "k")),
    ("account-bob", identity.EmailVerified("bob")),
    ("account-bob", identity.TokenIssued("bob", "t1", "laptop", ("pull", "read"), None, (), "ab" * 32, "abcd")),
    ("product-db", catalog.ProductDrafted("db", "acme", "db", "container", external=False)),
    ("product-db", catalog.PlanAdded("db", "pro", "Pro", "", "acme/db", "terms", TERMS)),
    ("product-db", catalog.ProductPublished("db")),
    ("product-nginx", catalog.ProductDrafted("nginx", "library", "nginx", "container", external=True)),
    ("product-nginx", catalog.PlanAdded("nginx", "official", "Official", "", "nginx", "anyone", None)),
    ("product-nginx", catalog.ProductPublished("nginx")),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Where the rows are kept."""
    if request.param == "sqlite":
        return ""
    make: Callable[[], str] = request.getfixturevalue("new_database")
    return make()


def shown(url: str, *more: tuple[str, object]) -> Connection:
    return project(PROJECTIONS, [*STORY, *more], url)


def right(terms: str, until: datetime | None = None) -> tuple[str, billing.EntitlementGranted]:
    return "customer-bob", billing.EntitlementGranted("bob", "acme/db", "db", "pro", until, "terms-accepted", terms)


def test_a_right_in_the_present_terms_opens(url: str) -> None:
    with shown(url) as db:
        assert access.decide(db, "bob", "acme/db", NOW).code == "terms-not-accepted"
    with shown(url, right("2")) as db:
        decision = access.decide(db, "bob", "acme/db", NOW)
        assert (decision.allowed, decision.rule) == (True, "terms-accepted")


def test_a_right_lasts_until_its_end(url: str) -> None:
    with shown(url, right("2", datetime(2026, 5, 31, tzinfo=UTC))) as db:
        assert not access.decide(db, "bob", "acme/db", NOW).allowed
        assert access.decide(db, "bob", "acme/db", NOW - 2 * 86400).allowed


def test_an_image_of_another_registry_has_no_gate_here(url: str) -> None:
    with shown(url) as db:
        assert access.decide(db, "bob", "nginx", NOW).code == "unknown-repository"


def test_a_retired_plan_opens_to_those_alone_who_have_it(url: str) -> None:
    retired = ("product-db", catalog.PlanRetired("db", "pro"))
    with shown(url, retired) as db:
        assert access.decide(db, "bob", "acme/db", NOW).code == "subscription-needed"
    with shown(url, right("2"), retired) as db:
        assert access.decide(db, "bob", "acme/db", NOW).allowed


def test_a_product_that_passed_on_keeps_its_repository_and_its_rights(url: str) -> None:
    passed = ("product-db", catalog.ProductTransferred("db", "bobs", "db", "acme/db"))
    with shown(url, right("2"), passed) as db:
        assert access.decide(db, "bob", "acme/db", NOW).allowed
        (gate,) = db.execute(select(gates.repositories)).all()
        assert (gate.repository, gate.address, gate.publisher) == ("acme/db", "bobs/db", "bobs")


def test_a_token_is_found_by_its_digest(url: str) -> None:
    with shown(url) as db:
        row = accounts.by_token(db, "ab" * 32)
        assert row is not None
        assert (row.account, row.account_state, row.scopes) == ("bob", "active", {"pull", "read"})
        assert accounts.by_token(db, "cd" * 32) is None


def test_an_erased_account_keeps_no_token(url: str) -> None:
    with shown(url, ("account-bob", identity.SubjectErased("bob"))) as db:
        row = accounts.by_token(db, "ab" * 32)
        assert row is not None
        assert (row.account_state, row.label, row.revoked) == ("erased", "", True)


def test_a_parked_stream_puts_rights_in_doubt(url: str) -> None:
    with shown(url) as db:
        certain = access.gate_of(db, "acme/db")
        assert certain is not None
        assert not access.in_doubt(db, "bob", certain)
        row = {"follower": "gateway", "source": "billing", "position": 9, "stream": "customer-bob", "type": "t"}
        db.execute(insert(parked).values(**row, hash="", line="{}", error="e", at=datetime.now(UTC)))
        gate = access.gate_of(db, "acme/db")
        assert gate is not None
        assert access.in_doubt(db, "bob", gate)
        assert not access.in_doubt(db, "ada", gate)


@pytest.mark.parametrize(
    ("stream", "doubted"),
    [
        ("product-db", {"bob", "ada"}),
        ("account-bob", {"bob"}),
        ("customer-bob", {"bob"}),
        ("organization-crew", {"bob"}),
        ("customer-crew", {"bob"}),
        ("product-nginx", set()),
    ],
)
def test_what_is_parked_puts_the_rights_in_doubt_that_it_may_concern(url: str, stream: str, doubted: set[str]) -> None:
    """Bob is one of the crew."""
    row = {"follower": "gateway", "source": "billing", "position": 9, "stream": stream, "type": "t"}
    with shown(url) as db:
        db.execute(insert(parked).values(**row, hash="", line="{}", error="e", at=datetime.now(UTC)))
        gate = access.gate_of(db, "acme/db")
        assert gate is not None
        found = {who for who, crew in (("bob", ["crew"]), ("ada", [])) if access.in_doubt(db, who, gate, crew)}
    assert found == doubted
