"""An invoice and a credit note on paper, made of what billing tells of them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from babel import Locale

from gateway.drawing import day
from gateway.lines import line_words
from gateway.papers.sheet import LEFT, RIGHT, Column, Sheet, facts, letterhead
from gateway.papers.typefaces import SIGN, STRONG
from gateway.pricing import figure, money
from gateway.translation import gettext, language, pgettext
from vocabulary.money import Money

Told = Mapping[str, Any]
REVERSE_CHARGE = "Reverse charge"  # a tax line's name, where the customer owes the tax
LINE = (Column(LEFT, 372), Column(380, 430, figures=True), Column(436, RIGHT, figures=True))
NAMES, SUMS = Column(300, 430), LINE[-1]


def invoice(told: Told) -> bytes:
    """`told` is the invoice as billing's `invoice` answers."""
    number = told["number"] or gettext("not numbered yet")
    sheet = _sheet(told, gettext("Invoice %(number)s", number=number))
    _head(sheet, told, gettext("Invoice"), _facts_of_invoice(told, number))
    _lines(sheet, told["lines"], told["total"]["currency"])
    _sums(sheet, told)
    _settled(sheet, told)
    return sheet.finished()


def credit_note(told: Told, note: Told) -> bytes:
    """`note` is one of the invoice's credit notes."""
    sheet = _sheet(told, gettext("Credit note %(number)s", number=note["number"] or ""))
    pairs = [
        (gettext("Number"), note["number"] or ""),
        (gettext("Date"), day(note["on"])),
        (gettext("For invoice"), f"{told['number']}, {day(told['on'])}"),
        *([(gettext("Plan"), told["plan"])] if told["plan"] else []),
    ]
    _head(sheet, told, gettext("Credit note"), pairs)
    line = {"text": note["reason"] or pgettext("line of a credit note", "Credit"), "quantity": 1, "amount": note["net"]}
    _lines(sheet, [line], note["total"]["currency"])
    _sum(sheet, gettext("Net"), note["net"])
    _sum(sheet, gettext("Tax"), note["tax"])
    _total(sheet, gettext("Credited"), note["total"])
    if note["to_credit"]:
        _sum(sheet, gettext("Goes back to your credit"), note["to_credit"])
    if note["refunded"] and note["refund"] != "credit":
        _say(sheet, _what_goes_back(note))
    return sheet.finished()


def _sheet(told: Told, title: str) -> Sheet:
    seller = told["seller"]
    where = ", ".join(line.strip() for line in [*seller["address"].splitlines(), _country(seller)] if line.strip())
    tax = gettext("Tax number %(number)s", number=seller["tax_id"]) if seller["tax_id"] else ""
    return Sheet(title, seller["name"], tuple(line for line in (seller["name"], where, tax) if line))


def _head(sheet: Sheet, told: Told, title: str, pairs: Sequence[tuple[str, str]]) -> None:
    letterhead(sheet, told["seller"]["name"])
    sheet.put(LEFT, title, face=SIGN, size=24)
    sheet.down(34)
    whom = [told["name"], told["address"], _country(told)]
    if told["tax_id"]:
        whom.append(gettext("Tax number %(number)s", number=told["tax_id"]))
    high = sheet.block(LEFT, 220, "\n".join(line for line in whom if line), size=10)
    sheet.down(max(high, facts(sheet, 310, pairs)) + 26)


def _facts_of_invoice(told: Told, number: str) -> list[tuple[str, str]]:
    pairs = [(gettext("Number"), number), (gettext("Date"), day(told["on"]))]
    if told["state"] != "paid":
        pairs.append((gettext("Due"), day(told["due"])))
    if not told["plan"]:  # paid in advance
        return pairs
    if told["starts"] and told["ends"]:
        last = date.fromisoformat(told["ends"]) - timedelta(days=1)  # on `ends` the next one starts
        pairs.append((gettext("Period"), f"{day(told['starts'])} – {day(last)}"))
    return [*pairs, (gettext("Plan"), told["plan"]), (gettext("Sold for"), told["publisher"])]


def _lines(sheet: Sheet, lines: Sequence[Told], currency: str) -> None:
    def head() -> None:
        titles = (gettext("What"), gettext("Quantity"), currency)
        sheet.row(LINE, titles, face=STRONG, size=8.5)
        sheet.down(-6)
        sheet.rule(strong=True)
        sheet.down(15)

    head()
    for line in lines:
        texts = (line_words(line), str(line["quantity"]), figure(_money(line["amount"])))
        if sheet.need(sheet.height(LINE, texts)):
            head()
        sheet.row(LINE, texts)
        sheet.down(-4)
        sheet.rule()
        sheet.down(15)


def _sums(sheet: Sheet, told: Told) -> None:
    _sum(sheet, gettext("Net"), told["net"])
    for tax in told["taxes"]:
        percent = str(tax["percent"])
        _sum(sheet, f"{tax['name']} {percent} %" if percent.strip("0.") else tax["name"], tax["amount"])
    _total(sheet, gettext("Total"), told["total"])
    if any(tax["name"] == REVERSE_CHARGE for tax in told["taxes"]):
        _say(sheet, gettext("Reverse charge: the customer owes the tax (Directive 2006/112/EC, article 196)."))


def _sum(sheet: Sheet, name: str, amount: Told) -> None:
    sheet.need(60)
    sheet.row((NAMES, SUMS), (name, figure(_money(amount))))
    sheet.down(3)


def _total(sheet: Sheet, name: str, amount: Told) -> None:
    sheet.need(40)
    sheet.down(-5)
    sheet.rule(NAMES.left, strong=True)
    sheet.down(17)
    sheet.row((NAMES, SUMS), (name, money(_money(amount))), face=STRONG, size=11)
    sheet.down(8)


def _settled(sheet: Sheet, told: Told) -> None:
    """What was paid and credited, and what is still owed."""
    if told["from_credit"]["amount"]:
        _sum(sheet, gettext("Paid from credit"), _less(told["from_credit"]))
    for note in told["credit_notes"]:
        _sum(sheet, gettext("Credit note %(number)s", number=note["number"] or ""), _less(note["total"]))
    if told["paid"]:
        paid = told["paid"]
        how = _ways().get(paid["method"], paid["method"])
        _say(sheet, gettext("Paid on %(day)s by %(how)s. Thank you.", day=day(paid["on"]), how=how))
        return
    if told["owed"] and told["owed"]["amount"]:
        _sum(sheet, gettext("To be paid"), told["owed"])
        if told["payment"] == "card" and not told.get("due_again"):
            _say(sheet, gettext("It is charged to your card."))
            return
        owed = {"amount": money(told["owed"]), "day": day(told["due"]), "number": told["number"] or ""}
        _say(sheet, gettext("Please pay %(amount)s by %(day)s, with the number %(number)s.", **owed))
        account = [line.strip() for line in told["seller"].get("bank", "").splitlines() if line.strip()]
        if account:
            _say(sheet, gettext("To this account: %(account)s", account=", ".join(account)))


def _ways() -> Mapping[str, str]:
    return {"card": gettext("card"), "transfer": gettext("bank transfer"), "credit": gettext("credit")}


def _what_goes_back(note: Told) -> str:
    if note["to_credit"]:
        return gettext("The rest goes back to you the way it came.")
    return gettext("This amount goes back to you the way it came.")


def _say(sheet: Sheet, text: str) -> None:
    sheet.need(50)
    sheet.down(14)
    sheet.down(sheet.block(LEFT, RIGHT - LEFT, text))


def _country(party: Told) -> str:
    code = party.get("country") or ""
    return str(Locale.parse(language()).territories.get(code, code)) if code else ""


def _money(told: Told) -> Money:
    return Money(told["amount"], told["currency"])


def _less(told: Told) -> Told:
    return {"amount": -told["amount"], "currency": told["currency"]}
