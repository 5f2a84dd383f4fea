"""A publisher's statement of a month on paper, made of what billing tells of it."""

from collections.abc import Mapping
from typing import Any

from gateway.drawing import day, number
from gateway.papers.sheet import LEFT, RIGHT, Column, Sheet, facts, letterhead
from gateway.papers.typefaces import SIGN, STRONG
from gateway.pricing import figure, money
from gateway.translation import gettext
from vocabulary.money import Money

Told = Mapping[str, Any]
NAMES, SUMS = Column(LEFT, 400), Column(410, RIGHT, figures=True)


def statement(told: Told, seller: str, publisher: str) -> bytes:
    """`told` is the statement as billing's `statement` answers; `seller` and `publisher` are names for people."""
    title = gettext("Statement %(number)s", number=told["number"])
    sheet = Sheet(title, seller, (seller, title))
    letterhead(sheet, seller)
    sheet.put(LEFT, gettext("Statement"), face=SIGN, size=24)
    sheet.down(34)
    pairs = [
        (gettext("Number"), told["number"]),
        (gettext("Month"), told["month"]),
        (gettext("Date"), day(told["on"])),
        (gettext("Publisher"), told["publisher"]),
        (gettext("Paid out"), _paid_out(told)),
    ]
    sheet.down(max(sheet.block(LEFT, 220, publisher, size=10), facts(sheet, 310, pairs)) + 26)
    _amounts(sheet, told)
    pulls = told["pulls"]
    sheet.down(16)
    sheet.row((NAMES, SUMS), (gettext("Pulls by paying customers"), number(pulls["paying"])))
    sheet.down(3)
    sheet.row((NAMES, SUMS), (gettext("Pulls of what is free"), number(pulls["free"])))
    return sheet.finished()


def _amounts(sheet: Sheet, told: Told) -> None:
    sheet.row((NAMES, SUMS), (gettext("What"), told["currency"]), face=STRONG, size=8.5)
    sheet.down(-6)
    sheet.rule(strong=True)
    sheet.down(15)
    taken = [
        (gettext("Sales, net"), told["sales"]["amount"]),
        (gettext("Refunds, net"), -told["refunds"]["amount"]),
        (gettext("Written off, net"), -told["written_off"]["amount"]),
        (gettext("Disputes lost, net"), -told["disputes"]["amount"]),
        (gettext("The store's share"), -told["store_share"]["amount"]),
        *([(gettext("Listing fees"), -fees)] if (fees := told["listing_fees"]["amount"]) else []),
        (gettext("Carried on from the statement before"), told["carried"]["amount"]),
    ]
    for name, amount in taken:
        sheet.row((NAMES, SUMS), (name, figure(Money(amount, told["currency"]))))
        sheet.down(-4)
        sheet.rule()
        sheet.down(15)
    sheet.row((NAMES, SUMS), (gettext("Due to you"), money(told["due"])), face=STRONG, size=11)
    sheet.down(8)
    sheet.row((NAMES, SUMS), (gettext("Tax that the store took and pays itself"), figure(Money(**told["tax"]))))


def _paid_out(told: Told) -> str:
    payout = told["payout"]
    if told["state"] == "carried":
        return gettext("carried on into the next statement")
    if payout is None or payout["state"] != "sent":
        return gettext("not yet")
    return f"{day(payout['on'])}, {payout['reference']}"
