"""What follows from a renewal is stored with it, and who follows it finds it done."""

import pytest
from sqlalchemy import func, select

from eventlog.recorded import Recorded
from eventlog.tables import commands
from eventlog.together import Together
from services.billing.events import (
    EntitlementGranted,
    InvoicePaid,
    InvoicePrepared,
    LicenceIssued,
    SubscriptionRenewed,
)
from services.billing.service import Billing
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import DATABASE
from tests.services.billing.world import ADA, World, world
from vocabulary.money import Money


def bought(shop: World) -> str:
    sold = shop.billing.subscribe(DATABASE, "team", ADA, {"payment": "invoice"}, False, shop.by().dump())
    shop.settled()
    paid = Money(0, "USD")
    invoice = shop.charges[-1].charge.invoice
    shop.tell("invoice", invoice, InvoicePaid(invoice, ADA, sold["id"], paid, "card", "pi_1", paid, shop.today))
    shop.settled()
    return str(sold["id"])


def of_one_command(shop: World, event: type) -> list[Recorded]:
    (told,) = [each for each in shop.events if isinstance(each.event, event)]
    return [each for each in shop.events if each.causation == told.causation]


def test_invoice_right_and_licence_are_stored_with_the_renewal() -> None:
    with world(controls.team_offered) as shop:
        id = bought(shop)
        shop.later(31)
        renewed, granted, licensed, prepared = (each.event for each in of_one_command(shop, SubscriptionRenewed))
    assert isinstance(renewed, SubscriptionRenewed)
    assert isinstance(granted, EntitlementGranted)
    assert isinstance(licensed, LicenceIssued)
    assert isinstance(prepared, InvoicePrepared)
    assert (licensed.subscription, prepared.subscription, granted.holder) == (id, id, ADA)
    assert renewed.charge is not None
    assert (prepared.invoice, prepared.lines) == (
        renewed.charge.invoice,
        renewed.charge.lines,
    )


def test_who_follows_the_renewal_in_another_process_gives_no_command_more() -> None:
    with world(controls.team_offered) as shop:
        bought(shop)
        shop.later(31)
        renewed = of_one_command(shop, SubscriptionRenewed)[0]
        shop.log.together = Together()
        before = given(shop)
        for follower in (Billing.entitle, Billing.keep_licence, Billing.prepare_invoice):
            follower(shop.billing, renewed.event, renewed)
        assert given(shop) == before


def test_who_follows_the_renewal_where_it_was_stored_reads_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with world(controls.team_offered) as shop:
        bought(shop)
        shop.later(31)
        renewed = of_one_command(shop, SubscriptionRenewed)[0]
        monkeypatch.setattr(shop.log, "fold", lambda decider, subject: pytest.fail(f"it read {subject}"))
        for follower in (Billing.entitle, Billing.keep_licence):
            follower(shop.billing, renewed.event, renewed)


def test_where_taxes_are_asked_for_the_invoice_waits() -> None:
    with world(controls.team_offered) as shop:
        bought(shop)
        vars(shop.billing).update(taxes=object())
        shop.later(31)
        told = [type(each.event) for each in of_one_command(shop, SubscriptionRenewed)]
    assert told == [SubscriptionRenewed, EntitlementGranted, LicenceIssued]


def given(shop: World) -> int:
    with shop.log.reading() as db:
        return db.scalar(select(func.count()).select_from(commands)) or 0
