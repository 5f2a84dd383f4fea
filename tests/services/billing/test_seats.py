"""Seats on the real kernel: people are invited by a letter, take their seats, and may pull as long as those run."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Missing
from services.billing.deciders.seats import LimitSeats, seats
from services.catalog import events as catalog
from services.identity.service import Identity
from tests.controls.subscriptions import ADA, DATABASE
from tests.parts.services import Services, config_in, running
from tests.services.billing.conftest import Catalogue
from tests.services.billing.subscribed import Banked, MovedClock, Shop


class Seated(Banked):
    """With the keys that identity holds."""

    keys = None

    @rpc
    def limit_seats(self, id: str, limit: int, by: dict[str, Any]) -> None:
        """As the store does before it orders fewer, and then dies."""
        self.log.execute(seats, id, LimitSeats(id, limit), Context.load(by))


UNTIL = "2026-03-01T00:00:00+00:00"  # of a period paid for on 15 January, and fourteen days more


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Shop]:
    clock, config = MovedClock(), config_in(tmp_path)
    config["EVENTLOG"]["clock"] = clock
    with running(config, Identity, Catalogue, Seated) as services:
        shop = Shop(Services(services.config, services.rpc), clock=clock)
        shop.open()
        shop.customer(ADA)
        yield shop


@pytest.fixture
def bought(opened: Shop) -> dict[str, Any]:
    """Three seats of Ada's."""
    return opened.subscribe(ADA, quantity=3, payment="invoice")


def letters(shop: Shop) -> list[str]:
    """What lies in the folder of mail, the oldest first."""
    folder = Path(shop.services.config["CHANDLERY"]["CHANDLERY_DATA"]) / "mail"
    return [each.read_text() for each in sorted(folder.glob("*.eml"), key=lambda each: each.stat().st_mtime_ns)]


def token(shop: Shop, email: str) -> str:
    """The secret end of the link in the newest letter to this address."""

    def found() -> list[str]:
        sent = [each for each in letters(shop) if f"To: {email}" in each]
        return re.findall(r"/invitations/seats/([\w-]+)", sent[-1]) if sent else []

    shop.services.until(found)
    return found()[-1]


def reached(shop: Shop, follower: str) -> bool:
    """Whether this reaction has heard all that billing told."""
    at = {name: position for name, source, position in shop.rpc.heard()["followers"] if source == "billing"}
    return bool(at[follower] >= shop.rpc.head()["position"])


def invite(shop: Shop, bought: dict[str, Any], email: str = "bob@example.org") -> str:
    """The seat's id."""
    return str(shop.rpc.invite_to_seat(bought["id"], email, shop.by(ADA))["seat"])


def seat(shop: Shop, bought: dict[str, Any], account: str = "bob", email: str = "") -> str:
    """The account sits on a seat: its id."""
    email = email or f"{account}@example.org"
    name = invite(shop, bought, email)
    shop.rpc.accept_seat(token(shop, email), shop.by(account))
    return name


def test_who_accepts_an_invitation_may_pull_until_the_holder_may(opened: Shop, bought: dict[str, Any]) -> None:
    seat(opened, bought)
    opened.has(("acme/db-team", "seat", UNTIL), holder="bob")
    told = opened.rpc.seats_of(bought["id"])
    assert (told["seats"], told["given"]) == (3, 1)
    assert [(each["email"], each["account"], each["state"]) for each in told["items"]] == [
        ("bob@example.org", "bob", "taken")
    ]


def test_seats_are_told_with_the_subscription_and_with_its_licence(opened: Shop, bought: dict[str, Any]) -> None:
    invite(opened, bought)
    assert opened.of(bought)["seats_given"] == 1
    licence = opened.rpc.licence_of(bought["id"])
    assert (licence["seats"], licence["given"]) == (3, 1)


def test_the_address_is_in_the_log_for_nobody_to_read(opened: Shop, bought: dict[str, Any]) -> None:
    invite(opened, bought)
    assert "billing.seat-invited" in opened.told()
    assert not [line for _, _, line in opened.rpc.read_log(0, 1000) if "bob@example.org" in line]


def test_a_renewal_reaches_the_seats(opened: Shop, bought: dict[str, Any]) -> None:
    seat(opened, bought)
    opened.bank("paid", bought["invoice"])
    opened.until(date(2026, 2, 15))
    opened.has(("acme/db-team", "seat", "2026-03-29T00:00:00+00:00"), holder="bob")


def test_a_seat_that_is_taken_back_opens_nothing_and_can_be_given_again(opened: Shop, bought: dict[str, Any]) -> None:
    name = seat(opened, bought)
    opened.has(("acme/db-team", "seat", UNTIL), holder="bob")
    opened.rpc.end_seat(bought["id"], name, opened.by(ADA))
    opened.has(holder="bob")
    with pytest.raises(Missing, match="link-expired"):
        opened.rpc.accept_seat(token(opened, "bob@example.org"), opened.by("bob"))
    seat(opened, bought, "cem")
    assert opened.rpc.seats_of(bought["id"])["given"] == 1


def test_the_address_is_forgotten_when_its_seat_ends(opened: Shop, bought: dict[str, Any]) -> None:
    name, keys = invite(opened, bought), opened.services.rpc.identity.keys_of
    assert keys([name], False)[name]
    opened.rpc.end_seat(bought["id"], name, opened.by(ADA))
    opened.services.until(lambda: keys([name], False)[name] is None)


def test_an_invitation_is_for_fourteen_days(opened: Shop, bought: dict[str, Any]) -> None:
    invite(opened, bought)
    link = token(opened, "bob@example.org")
    assert opened.rpc.seat_invitation(link)["address"] == "acme/db"
    opened.until(datetime(2026, 1, 29, 12, 1, tzinfo=UTC))
    with pytest.raises(Missing, match="link-expired"):
        opened.rpc.accept_seat(link, opened.by("bob"))
    opened.services.until(lambda: opened.rpc.seats_of(bought["id"])["given"] == 0)


@pytest.mark.parametrize("link", ["", "x", "A" * 70, "ä"])
def test_a_made_up_link_leads_nowhere(opened: Shop, link: str) -> None:
    with pytest.raises(Missing, match="link-expired"):
        opened.rpc.seat_invitation(link)


def test_nobody_invites_to_anothers_seats(opened: Shop, bought: dict[str, Any]) -> None:
    with pytest.raises(Forbidden, match="not-yours"):
        opened.rpc.invite_to_seat(bought["id"], "eve@example.org", opened.by("eve"))


def test_fewer_are_ordered_only_after_seats_were_taken_back(opened: Shop, bought: dict[str, Any]) -> None:
    first = invite(opened, bought)
    invite(opened, bought, "cem@example.org")
    for dry in (True, False):
        with pytest.raises(Conflicting, match="seats-in-use: 2 given, 1 wanted"):
            opened.rpc.change_quantity(bought["id"], 1, dry, opened.by(ADA))
    opened.rpc.end_seat(bought["id"], first, opened.by(ADA))
    assert opened.rpc.change_quantity(bought["id"], 1, False, opened.by(ADA))["scheduled"]["quantity"] == 1
    with pytest.raises(Conflicting, match="no-seat-left: 1"):
        invite(opened, bought, "dora@example.org")


def test_leaving_the_quantity_as_it_is_gives_the_seats_back_to_be_given(opened: Shop, bought: dict[str, Any]) -> None:
    invite(opened, bought)
    opened.rpc.change_quantity(bought["id"], 1, False, opened.by(ADA))
    opened.rpc.drop_schedule(bought["id"], opened.by(ADA))
    opened.services.until(lambda: opened.told().count("billing.seats-limited") == 2)
    assert invite(opened, bought, "cem@example.org")


def test_a_lowering_that_is_refused_leaves_as_many_seats_as_before(opened: Shop, bought: dict[str, Any]) -> None:
    invite(opened, bought)
    with pytest.raises(Forbidden, match="not-yours"):
        opened.rpc.change_quantity(bought["id"], 1, False, opened.by("eve"))
    assert invite(opened, bought, "cem@example.org")


def test_a_person_has_one_seat_of_a_product(opened: Shop, bought: dict[str, Any]) -> None:
    seat(opened, bought)
    opened.customer("cem")
    other = opened.subscribe("cem", quantity=2, payment="invoice")
    opened.rpc.invite_to_seat(other["id"], "bob@work.example", opened.by("cem"))
    link = token(opened, "bob@work.example")
    with pytest.raises(Conflicting, match="seat-held"):
        opened.rpc.accept_seat(link, opened.by("bob"))
    (mine,) = opened.rpc.seats_held("bob")
    opened.rpc.end_seat(mine["subscription"], mine["seat"], opened.by("bob"))
    opened.rpc.accept_seat(link, opened.by("bob"))
    opened.has(("acme/db-team", "seat", UNTIL), holder="bob")


def test_a_subscription_of_ones_own_counts_before_a_seat_and_the_seat_after_it(
    opened: Shop, bought: dict[str, Any]
) -> None:
    opened.customer("bob")
    own = opened.subscribe("bob", payment="invoice")
    opened.has(("acme/db-team", "subscription", UNTIL), holder="bob")
    seat(opened, bought)
    opened.rpc.cancel(own["id"], False, opened.by("bob"))
    opened.has(("acme/db-team", "subscription", "2026-02-15T00:00:00+00:00"), holder="bob")
    opened.bank("paid", bought["invoice"])
    opened.until(date(2026, 2, 15))
    opened.has(("acme/db-team", "seat", "2026-03-29T00:00:00+00:00"), holder="bob")


def test_giving_a_seat_back_leaves_what_is_ones_own(opened: Shop, bought: dict[str, Any]) -> None:
    name = seat(opened, bought)
    opened.customer("bob")
    opened.subscribe("bob", payment="invoice")
    opened.has(("acme/db-team", "subscription", UNTIL), holder="bob")
    opened.rpc.end_seat(bought["id"], name, opened.by("bob"))
    opened.services.until(lambda: reached(opened, "billing.entitle_by_seat"))
    assert opened.right("bob") == [("acme/db-team", "subscription", UNTIL)]


def test_another_plan_takes_the_seats_along(opened: Shop, bought: dict[str, Any]) -> None:
    seat(opened, bought)
    opened.has(("acme/db-team", "seat", UNTIL), holder="bob")
    opened.rpc.switch(bought["id"], "fleet", False, opened.by(ADA))
    opened.services.until(lambda: [each[:2] for each in opened.right("bob")] == [("acme/db-fleet", "seat")])


def test_seats_end_with_a_revoked_product_and_stay_ended(opened: Shop, bought: dict[str, Any]) -> None:
    seat(opened, bought)
    opened.has(("acme/db-team", "seat", UNTIL), holder="bob")
    opened.tell(catalog.ProductRevoked(DATABASE))
    opened.becomes(bought, "ended")
    opened.has(holder="bob")
    opened.services.until(lambda: opened.rpc.seats_of(bought["id"])["given"] == 0)


def test_who_is_erased_has_no_seat_any_more(opened: Shop, bought: dict[str, Any]) -> None:
    seat(opened, bought, "0198a000-0000-7000-8000-0000000000bb", "bob@example.org")
    opened.services.rpc.identity.erase("0198a000-0000-7000-8000-0000000000bb", opened.by("root", "operator"))
    opened.services.until(lambda: opened.rpc.seats_of(bought["id"])["given"] == 0)


def test_over_for_want_of_payment_seats_open_nothing_and_open_again_once_it_is_paid(opened: Shop) -> None:
    bought = opened.subscribe(ADA, quantity=2)
    opened.bank("paid", bought["invoice"])
    opened.becomes(bought, "active")
    seat(opened, bought)
    opened.until(date(2026, 2, 15))
    opened.services.until(lambda: opened.of(bought)["ends"] == "2026-03-15")
    renewal = opened.of(bought)["invoice"]
    opened.bank("declined", renewal)
    opened.has(("acme/db-team", "seat", "2026-03-01T00:00:00+00:00"), holder="bob")
    opened.until(date(2026, 3, 1))
    opened.becomes(bought, "lapsed")
    opened.has(holder="bob")
    opened.bank("paid", renewal)
    opened.becomes(bought, "active")
    opened.services.until(lambda: [each[:2] for each in opened.right("bob")] == [("acme/db-team", "seat")])


def test_a_limit_that_no_smaller_quantity_followed_is_taken_away(opened: Shop, bought: dict[str, Any]) -> None:
    invite(opened, bought)
    opened.rpc.limit_seats(bought["id"], 1, opened.by("policy:test"))
    with pytest.raises(Conflicting, match="no-seat-left: 1"):
        invite(opened, bought, "cem@example.org")
    opened.later(minutes=11)
    opened.services.until(lambda: opened.told().count("billing.seats-limited") == 2)
    assert invite(opened, bought, "cem@example.org")


def test_own_data_names_the_seats_that_somebody_has(opened: Shop, bought: dict[str, Any]) -> None:
    name = seat(opened, bought)
    opened.services.until(lambda: opened.rpc.data_of("bob")["seats"])
    assert [each["seat"] for each in opened.rpc.data_of("bob")["seats"]] == [name]
