"""Taxes that the payment company works out: an invoice waits for them, and is never issued with a guess."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from eventlog.amqp import Provided, effect
from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.refusal import Invalid, Unavailable
from services.billing.adapters.stripe import taxes_of
from services.billing.deciders import invoicing
from services.billing.deciders.customer import customer
from services.billing.deciders.invoice import (
    Issued,
    NoteTaxBooked,
    NoteTaxCalculated,
    NoteTaxTakenBack,
    Prepared,
    PrepareInvoice,
    Waiting,
    invoice,
)
from services.billing.deciders.invoice_state import lost_in, write_off_of
from services.billing.deciders.subscription import subscription
from services.billing.deciders.subscription_state import Subscription
from services.billing.deciders.taxing import REVERSE_CHARGE
from services.billing.events import BillingDetailsProvided, Charge, InvoicePrepared, TaxLine
from services.billing.policies import invoices as policies
from services.billing.policies import taxes as asked
from services.billing.ports import ADDRESS_UNCLEAR, Calculated, NotReached, NotTaken, Taxable, Taxes, Unanswered
from services.billing.service.correcting import Correcting
from services.billing.settings import Settings
from vocabulary.money import Money, total

AT_ONCE = 8  # invoices that wait for the payment company
KEPT = timedelta(days=89)  # that long a calculation can be booked; a day is left for clocks that differ
Charged = tuple[Charge, invoicing.Sale]


class Taxing(Correcting):
    taxes: Taxes | None = Provided(lambda config: taxes_of(Settings.load(config["CHANDLERY"])))

    @effect(asked.ASK, at_once=AT_ONCE, lane="invoice")
    def ask_tax(self, effect: Attempt) -> None:
        """Asked again until it is answered, each time with what the customer's details are by then."""
        id = str(effect.arguments["invoice"])
        state = self.log.fold(invoice, id)
        if isinstance(state, Waiting):
            self._ask(state, effect.cause())
        self._take_back_given_up(id, effect.cause())

    def _ask(self, state: Waiting, by: Context) -> None:
        stream, version = subscription.stream(state.asked.subscription), state.asked.version
        charged = self._charged_at(stream, version)
        net = charged and invoicing.net_of(charged[0])
        if charged is None or net is None:
            return
        calculated = self._calculated(charged[1], net)
        if self._charged_at(stream, version) is not None:
            self._prepare(charged, calculated, by)

    def _take_back_given_up(self, id: str, by: Context) -> None:
        """Where the subscription was given up while its invoice was made out: nobody owes anything for it."""
        state = self.log.fold(invoice, id)
        if not isinstance(state, Prepared | Issued) or not self._was_given_up(state.bill.subscription):
            return
        if isinstance(state, Prepared):
            raise Unavailable("view-behind", "invoices")  # its number is on its way
        if state.left.amount:
            self._credit(id, None, policies.NEVER_RAN, replace(by, fingerprint="take-back-unpaid"))

    def _was_given_up(self, id: str) -> bool:
        sold = self.log.fold(subscription, id)
        return isinstance(sold, Subscription) and sold.phase == "abandoned"

    @effect(asked.BOOK)
    def book_tax(self, effect: Attempt) -> None:
        id = str(effect.arguments["invoice"])
        state, taxes = self.log.fold(invoice, id), self._must_have_taxes()
        if not isinstance(state, Issued):
            raise Unavailable("view-behind", "invoices")  # its number is on its way
        if not state.tax_booked:
            booked = self._booked(taxes, state, id, effect.cause())
            self.log.execute(invoice, id, NoteTaxBooked(booked), effect.cause())

    @effect(asked.TAKE_BACK)
    def take_back_tax(self, effect: Attempt) -> None:
        """Of an invoice whose taxes were the store's own, nothing."""
        id, credit_note = str(effect.arguments["invoice"]), str(effect.arguments["credit_note"])
        state = self.log.fold(invoice, id)
        if not isinstance(state, Issued) or not state.calculation or credit_note in state.tax_taken_back:
            return
        self._take_back(state, credit_note, state.credits[credit_note].total, effect.cause())

    @effect(asked.LOSE)
    def lose_tax(self, effect: Attempt) -> None:
        """What a lost dispute took is not paid, and so not taxed: as much of it as was of the invoice."""
        id, dispute = str(effect.arguments["invoice"]), str(effect.arguments["dispute"])
        state, gone = self.log.fold(invoice, id), lost_in(id, dispute)
        if not isinstance(state, Issued) or not state.calculation or gone in state.tax_taken_back:
            return
        lost = state.lost_disputes[dispute]
        if (lost.net + lost.tax).amount:
            self._take_back(state, gone, lost.net + lost.tax, effect.cause())

    def _take_back(self, state: Issued, what: str, amount: Money, by: Context) -> None:
        taxes = self._must_have_taxes()
        if not state.tax_booked or state.tax_to_book_again:
            raise Unavailable("view-behind", "taxes")  # it is to be there before it is taken back
        with answering():
            back = taxes.take_back(state.tax_booked, what, amount)
        self.log.execute(invoice, state.bill.invoice, NoteTaxTakenBack(what, back), by)

    @effect(asked.WRITE_OFF)
    def write_off_tax(self, effect: Attempt) -> None:
        """Also where it was paid meanwhile: an attempt before may have reached the company, and its answer not us."""
        told, taxes = effect.arguments, self._must_have_taxes
        id, lost = str(told["invoice"]), Money(int(str(told["amount"])), str(told["currency"]))
        state, gone = self.log.fold(invoice, id), write_off_of(id)
        if not isinstance(state, Issued) or not state.calculation or gone in state.tax_taken_back:
            return
        if not state.tax_booked or state.credits.keys() - state.tax_taken_back.keys():
            raise Unavailable("view-behind", "taxes")  # what credit notes took is known when it is booked again
        with answering():
            back = taxes().take_back(state.tax_booked, gone, lost)
        self.log.execute(invoice, id, NoteTaxTakenBack(gone, back), effect.cause())

    @effect(asked.BOOK_AGAIN)
    def book_tax_again(self, effect: Attempt) -> None:
        id = str(effect.arguments["invoice"])
        state, taxes = self.log.fold(invoice, id), self._must_have_taxes
        if not isinstance(state, Issued) or not state.calculation:
            return
        if write_off_of(id) not in state.tax_taken_back:
            raise Unavailable("view-behind", "taxes")  # it is to be taken back before
        if state.tax_to_book_again:
            booked = self._booked_again(taxes(), state, effect.cause())
            self.log.execute(invoice, id, NoteTaxBooked(booked), effect.cause())

    def _booked_again(self, taxes: Taxes, state: Issued, by: Context) -> str:
        """Nothing there takes a reversal back: the calculation is booked once more, less what credit notes took.

        What credit had paid was not written off, and so it is taken back first.
        """
        again, counted = f"{state.bill.invoice}-again", state.tax_never_written_off
        if counted.amount:
            with answering():
                taxes.take_back(state.tax_booked, f"{again}-from-credit", counted)
        booked = self._booked(taxes, state, again, by)
        credited = state.tax_taken_back_by_credits
        if credited.amount:
            with answering():
                taxes.take_back(booked, f"{again}-credited", credited)
        return booked

    def _booked(self, taxes: Taxes, state: Issued, reference: str, by: Context) -> str:
        """By the invoice's calculation, or by another like it, noted first, where that one is kept no more."""
        calculation = state.calculation
        if by.today - state.on >= KEPT and not state.calculated_anew:
            with answering():
                calculation = calculated_anew(taxes, state.bill, self.settings.seller_country)
            self.log.execute(invoice, state.bill.invoice, NoteTaxCalculated(calculation), by)
        with answering():
            return taxes.book(calculation, reference)

    def _calculated(self, sale: invoicing.Sale, net: Money) -> Calculated | None:
        """None where the store asks nobody by now: its own rates hold."""
        if self.taxes is None:
            return None
        what = f"{sale.agreed.address}/{sale.agreed.plan}"
        try:
            return self.taxes.calculate(taxable(self._details(sale.holder), self.settings.seller_country, net, what))
        except (NotTaken, NotReached, Unanswered) as no:
            raise Unavailable("service-away", f"taxes: {no}"[:200]) from no

    def _charged_at(self, stream: str, version: int) -> Charged | None:
        """What an event of a subscription charges, and for what; None of one that never ran."""
        history = self.log.read(stream)
        sold = subscription.fold([each.event for each in history])
        if not isinstance(sold, Subscription) or sold.phase == "abandoned":
            return None
        until = [each for each in history if each.version <= version]
        event = until[-1].event
        charge = policies.charge_of(event)
        if charge is None:
            return None
        return charge, invoicing.Sale(event.holder, event.subscription, policies.agreed_in(until))

    def _prepare(self, charged: Charged, calculated: Calculated | None, by: Context) -> None:
        command = self._bill(charged, calculated, by)
        if command is not None:
            self.log.execute(invoice, charged[0].invoice, command, by)

    def _bill(self, charged: Charged, calculated: Calculated | None, by: Context) -> PrepareInvoice | None:
        """None where there is nothing to pay."""
        charge, sale = charged
        terms = self._terms(sale.agreed.publisher)
        lines = None if calculated is None else lines_of(calculated)
        bill = invoicing.bill(charge, sale, self._details(sale.holder), terms, by.today, lines)
        return None if bill is None else PrepareInvoice(bill, "" if calculated is None else calculated.calculation)

    def _terms(self, publisher: str) -> invoicing.Terms:
        return invoicing.Terms(self.selling, self._share_of(publisher), self.settings.payment_days)

    def _details(self, holder: str) -> BillingDetailsProvided | None:
        paying = self.log.fold(customer, holder).paying
        return paying.details if paying.has_details else None

    def _must_have_taxes(self) -> Taxes:
        if self.taxes is None:
            raise Unavailable("payments-away", "there is no key of the payment company")
        return self.taxes


@contextmanager
def answering() -> Iterator[None]:
    """What is refused for good is parked in the end, with the company's words."""
    try:
        yield
    except (NotReached, Unanswered) as away:
        raise Unavailable("service-away", "payment company") from away


def taxable(details: BillingDetailsProvided | None, home: str, net: Money, what: str) -> Taxable:
    """A customer of whom nothing is known is taxed as one at home."""
    if details is None:
        return Taxable(net, what, home, "", "")
    address, tax_id = (text if isinstance(text, str) else "" for text in (details.address, details.tax_id))
    return Taxable(net, what, details.country, address, tax_id if details.is_business else "")


def calculated_anew(taxes: Taxes, bill: InvoicePrepared, home: str) -> str:
    """Raises NotTaken where another tax would be counted now than the invoice asks for: a person has to declare it."""
    address, tax_id = (text if isinstance(text, str) else "" for text in (bill.address, bill.tax_id))
    what = bill.plan_address
    calculated = taxes.calculate(Taxable(bill.net, what, bill.country or home, address, tax_id))
    taxed = total((each.amount for each in calculated.parts), bill.tax.currency)
    if taxed != bill.tax:
        raise NotTaken("tax-changed", f"{bill.tax} when it was issued, {taxed} by now")
    return calculated.calculation


def lines_of(calculated: Calculated) -> tuple[TaxLine, ...]:
    return tuple(
        TaxLine(each.name or REVERSE_CHARGE, each.percent, each.base, each.amount) for each in calculated.parts
    )


def quoted(taxes: Taxes, taxable: Taxable) -> tuple[TaxLine, ...]:
    """Before anything is bought; refused where the address is not enough, or the company does not answer."""
    try:
        return lines_of(taxes.calculate(taxable))
    except NotTaken as no:
        if no.code == ADDRESS_UNCLEAR:
            raise Invalid("tax-address-unclear") from no
        raise Unavailable("service-away", "payment company") from no
    except (NotReached, Unanswered) as away:
        raise Unavailable("service-away", "payment company") from away
