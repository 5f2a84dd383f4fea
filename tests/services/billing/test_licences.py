"""Licences on the real kernel: a subscription's facts are told, and what a customer holds in the end is read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.billing import events
from services.catalog import events as catalog
from tests.controls.licences import ADA, DATABASE, SUBSCRIPTION
from tests.parts.services import config_in, running
from tests.services.billing.books import Told
from tests.services.billing.conftest import Books, Catalogue
from tests.services.billing.told import TODAY, started, tell


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with running(config_in(tmp_path), Catalogue, Told) as services:
        yield Books(services)


def read(books: Books, signed: str) -> dict[str, Any]:
    """Offline: with nothing but the published keys."""
    key = jwt.PyJWKSet.from_dict(books.rpc.licence_keys())[jwt.get_unverified_header(signed)["kid"]]
    return jwt.decode(signed, key, ["ES256"], issuer="http://store.example", options={"require": ["exp"]})


def test_a_subscription_brings_a_licence_that_is_verified_offline(books: Books) -> None:
    tell(books, started)
    held = books.rpc.licence_of(SUBSCRIPTION)
    said = read(books, held["licence"])
    wanted = {"sub": ADA, "product": "acme/db", "plan": "team", "seats": 2, "sequence": 1}
    assert wanted.items() <= said.items()
    assert datetime.fromtimestamp(said["exp"], UTC).date() == started.ends + timedelta(days=14)  # type: ignore[operator]


def test_fields_are_typed_and_a_password_is_in_no_event(books: Books) -> None:
    tell(books, started)
    fields = read(books, books.rpc.licence_of(SUBSCRIPTION)["licence"])["fields"]
    password = fields.pop("admin")
    assert fields == {"nodes": 3, "edition": "team", "cohort": "spring"}
    assert len(password.replace("-", "")) == 20
    assert not [line for _, _, line in books.rpc.read_log(0, 1000) if password in line]


def test_the_password_is_the_same_in_the_licence_after(books: Books) -> None:
    tell(books, started)
    before = books.rpc.licence_of(SUBSCRIPTION)
    tell(books, events.QuantityChanged(SUBSCRIPTION, ADA, 5, None, ADA))
    books.services.until(lambda: books.rpc.licence_of(SUBSCRIPTION)["seats"] == 5)
    after = books.rpc.licence_of(SUBSCRIPTION)
    assert after["sequence"] == 2
    assert [each["value"] for each in after["fields"]] == [each["value"] for each in before["fields"]]


def test_while_the_first_payment_is_awaited_there_is_no_licence(books: Books) -> None:
    charge = events.Charge("invoice-1", (), TODAY, TODAY + timedelta(days=30), "card")
    tell(books, replace(started, payment="card", charge=charge))
    with pytest.raises(Missing, match="licence-unknown"):
        books.rpc.licence_of(SUBSCRIPTION)
    tell(books, events.SubscriptionActivated(SUBSCRIPTION, ADA, "invoice-1"))
    assert books.rpc.licence_of(SUBSCRIPTION)["state"] == "valid"


def test_cancelling_cuts_the_licence_to_the_paid_period(books: Books) -> None:
    tell(books, started)
    end = datetime.combine(TODAY + timedelta(days=30), datetime.min.time(), UTC)
    tell(books, events.SubscriptionCancelled(SUBSCRIPTION, ADA, end, ADA))
    books.services.until(lambda: books.rpc.licence_of(SUBSCRIPTION)["until"] == end.isoformat())


def test_an_old_copy_learns_what_replaced_it(books: Books) -> None:
    tell(books, started)
    old = books.rpc.licence_of(SUBSCRIPTION)["licence"]
    assert books.rpc.check_licence(old)["newest"] is None
    tell(books, events.QuantityChanged(SUBSCRIPTION, ADA, 5, None, ADA))
    books.services.until(lambda: books.rpc.check_licence(old)["newest"])
    assert read(books, books.rpc.check_licence(old)["newest"])["seats"] == 5


def test_an_ended_subscriptions_licence_is_on_the_list_and_counts_no_more(books: Books) -> None:
    tell(books, started)
    held = books.rpc.licence_of(SUBSCRIPTION)
    tell(books, events.SubscriptionLapsed(SUBSCRIPTION, ADA, "unpaid"))
    books.services.until(lambda: books.rpc.check_licence(held["licence"])["state"] == "revoked")
    books.services.until(lambda: [each["licence"] for each in books.rpc.revoked_licences()["items"]] == [held["id"]])
    key = jwt.PyJWKSet.from_dict(books.rpc.licence_keys()).keys[0]
    assert jwt.decode(books.rpc.revoked_licences()["signed"], key, ["ES256"])["revoked"] == [held["id"]]
    assert books.rpc.licence_of(SUBSCRIPTION)["licence"] is None


def test_a_revoked_product_takes_its_licences_back(books: Books) -> None:
    books.publish()
    tell(books, started)
    held = books.rpc.licence_of(SUBSCRIPTION)
    books.services.until(lambda: books.rpc.licences_of(ADA))
    books.tell(catalog.ProductRevoked(DATABASE))
    books.services.until(lambda: books.rpc.check_licence(held["licence"])["state"] == "revoked")


def test_installations_take_the_seats_that_were_bought(books: Books) -> None:
    tell(books, started)
    signed = books.rpc.licence_of(SUBSCRIPTION)["licence"]
    for seat in ("db-1", "db-2", "db-1"):
        books.rpc.take_seat(signed, seat, books.by("visitor:1"))
    with pytest.raises(Conflicting, match="seats-taken: 2"):
        books.rpc.take_seat(signed, "db-3", books.by("visitor:1"))
    books.rpc.leave_seat(signed, "db-1", books.by("visitor:1"))
    assert books.rpc.take_seat(signed, "db-3", books.by("visitor:1"))["taken"] == ["db-2", "db-3"]


def test_a_replaced_licence_no_longer_counts(books: Books) -> None:
    tell(books, started)
    leaked = books.rpc.licence_of(SUBSCRIPTION)["licence"]
    books.rpc.replace_licence(SUBSCRIPTION, books.by(ADA))
    assert books.rpc.check_licence(leaked)["state"] == "revoked"
    with pytest.raises(Conflicting, match="licence-revoked"):
        books.rpc.take_seat(leaked, "db-1", books.by("visitor:1"))
    assert books.rpc.check_licence(books.rpc.licence_of(SUBSCRIPTION)["licence"])["state"] == "valid"


def test_nobody_sits_down_with_what_we_did_not_sign(books: Books) -> None:
    with pytest.raises(Invalid, match="licence-unreadable"):
        books.rpc.take_seat("a.b.c", "db-1", books.by("visitor:1"))


def test_a_licence_opens_nothing_else_than_its_seats(books: Books) -> None:
    tell(books, started)
    books.rpc.licence_of(SUBSCRIPTION)
    with pytest.raises(Forbidden, match="not-yours"):
        books.rpc.replace_licence(SUBSCRIPTION, books.by("visitor:1"))


def test_an_installation_reports_use_by_its_licence_and_each_report_counts_once(books: Books) -> None:
    tell(books, started)
    report = (books.rpc.licence_of(SUBSCRIPTION)["licence"], "requests", 7, datetime.now(UTC).isoformat(), "report-1")
    for _ in range(2):
        books.rpc.report_usage(*report, books.by("visitor:1"))
    [counted] = books.rpc.usage_of(SUBSCRIPTION)
    assert (counted["component"], counted["amount"]) == ("requests", 7)


def test_a_revoked_licence_reports_nothing(books: Books) -> None:
    tell(books, started)
    signed = books.rpc.licence_of(SUBSCRIPTION)["licence"]
    books.rpc.revoke_licence(SUBSCRIPTION, "resold", books.by("eve", "acme:editor"))
    with pytest.raises(Conflicting, match="licence-revoked"):
        books.rpc.report_usage(signed, "requests", 7, datetime.now(UTC).isoformat(), "report-1", books.by("visitor:1"))
