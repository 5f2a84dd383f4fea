"""Statements of months that are over, and the payouts that follow from them."""

from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, effect, follow
from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.outbox import Attempt
from eventlog.recorded import Recorded
from eventlog.refusal import Conflicting, Missing, Refused, Unavailable
from services.billing.adapters.stripe import payouts_of
from services.billing.deciders import payee as payees
from services.billing.deciders import statement as statements
from services.billing.deciders.payee import Payee, payee
from services.billing.deciders.statement import statement
from services.billing.events import MonthClosed, PayoutsConnected, StatementIssued
from services.billing.policies.payees import PAYOUT
from services.billing.ports import NotReached, NotTaken, Payouts, Unanswered
from services.billing.projections import payees as shown
from services.billing.projections import pulls, sales
from services.billing.service.desk import CATCH_UP, Desk
from services.billing.settings import Settings
from vocabulary.money import Money

SHOWN = 200  # statements on finance's page


class Statements(Desk):
    payouts: Payouts | None = Provided(lambda config: payouts_of(Settings.load(config["CHANDLERY"])))

    @rpc(expected_exceptions=Refused)
    def close_month(self, publisher: str, month: str, context: dict[str, Any]) -> dict[str, Any]:
        """Statements of a month that is over, without waiting for its deadline."""
        command = payees.CloseMonth(publisher, month)
        return {"position": self.log.execute(payee, publisher, command, Context.load(context)).position}

    @rpc(expected_exceptions=Refused)
    def record_payout(self, id: str, reference: str, context: dict[str, Any]) -> dict[str, Any]:
        """Finance sent it from the store's bank."""
        return self._on_statement(id, statements.RecordPayout(reference), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def retry_payout(self, id: str, context: dict[str, Any]) -> dict[str, Any]:
        """Once more, on the way that the publisher is paid by now."""
        by = Context.load(context)
        by.must_have("finance")
        found = self.log.fold(statement, id)
        if not isinstance(found, statements.Statement):
            raise Missing("no-such-statement")
        to = self.log.fold(payee, found.issued.publisher)
        if not to.connected:
            raise Conflicting("payouts-not-connected")
        return self._on_statement(id, statements.RequestPayout(to.way, to.account), by)

    @rpc
    def statements_of(self, publisher: str) -> list[dict[str, Any]]:
        """The newest first."""
        with self.views.begin() as db:
            return shown.of_publisher(db, publisher)

    @rpc(expected_exceptions=Refused)
    def statement(self, id: str) -> dict[str, Any]:
        with self.views.begin() as db:
            found = shown.statement(db, id)
        if found is None:
            raise Missing("no-such-statement")
        return found

    @rpc
    def unsettled_payouts(self) -> list[dict[str, Any]]:
        """Statements whose money is still to be paid out, the oldest first."""
        with self.views.begin() as db:
            return shown.unsettled(db, SHOWN)

    @rpc
    def settled_payouts(self) -> list[dict[str, Any]]:
        with self.views.begin() as db:
            return shown.settled(db, SHOWN)

    @rpc
    def debts(self) -> list[dict[str, Any]]:
        """[{publisher, currency, owed, carried, since}] of who owes the store, by publisher; money above zero.

        `carried` is what the last statement left, of the month `since`; empty: all of it is of months not closed yet.
        """
        with self.views.begin() as db:
            below, running = shown.below_zero(db), sales.not_stated(db)
        found = (_debt(*whose, below.get(whose), running.get(whose, 0)) for whose in sorted({*below, *running}))
        return [each for each in found if each["owed"]["amount"] > 0]

    @follow("billing", MonthClosed, StatementIssued, PayoutsConnected)
    def pay_out(self, event: MonthClosed | StatementIssued | PayoutsConnected, recorded: Recorded) -> None:
        """A month that is over becomes statements, a statement becomes a payout where the publisher can be paid."""
        if isinstance(event, StatementIssued):
            self._request(event.publisher, event.statement, recorded)
            return
        if not self.views.wait_for(f"billing:{recorded.position}", CATCH_UP):
            raise Unavailable("view-behind", "payees")
        if isinstance(event, MonthClosed):
            self._issue(event, recorded)
        else:
            self._request_open(event.publisher, recorded)

    @effect(PAYOUT)
    def transfer(self, effect: Attempt) -> None:
        """Through the payment company, which is asked first whether it has it already."""
        told = effect.arguments
        id, attempt = str(told["statement"]), int(str(told["attempt"]))
        command: statements.Command
        if self.payouts is None:
            raise Unavailable("service-away", "payment company")
        try:
            amount = Money(int(str(told["amount"])), str(told["currency"]))
            sent = self.payouts.transfer(id, str(told["account"]), amount, attempt)
        except NotTaken as no:
            command = statements.NotePayoutFailed(attempt, no.code)
        except (NotReached, Unanswered) as away:
            raise Unavailable("service-away", "payment company") from away
        else:
            command = statements.NotePayout(attempt, sent.reference)
        self.log.execute(statement, id, command, effect.cause())

    def close_due(self, fired: Fired) -> None:
        month = str(fired.arguments["month"])
        self.log.execute(payee, fired.subject, payees.CloseMonth(fired.subject, month), fired.cause())

    def _issue(self, event: MonthClosed, recorded: Recorded) -> None:
        publisher, month = event.publisher, event.month
        with self.views.begin() as db:
            free, paying = pulls.of_month(db, publisher, month)
            booked = sales.sums_of(db, publisher, month)
            carried = {s.due.currency: shown.carried_on(db, publisher, s.due.currency, month) for s in booked}
        for sums in booked:
            command = statements.IssueStatement(publisher, month, sums, carried[sums.due.currency], free, paying)
            id = statements.statement_id(publisher, month, sums.due.currency)
            self.log.execute(statement, id, command, recorded.cause())

    def _request_open(self, publisher: str, recorded: Recorded) -> None:
        with self.views.begin() as db:
            waiting = [each["id"] for each in shown.of_publisher(db, publisher) if each["state"] == "open"]
        for id in reversed(waiting):
            self._request(publisher, id, recorded)

    def _request(self, publisher: str, id: str, recorded: Recorded) -> None:
        to: Payee = self.log.fold(payee, publisher)
        if to.connected:
            by = recorded.cause().follows(recorded.id, "billing.pay-out", id)
            self.log.execute(statement, id, statements.RequestPayout(to.way, to.account), by)

    def _on_statement(self, id: str, command: statements.Command, by: Context) -> dict[str, Any]:
        return {"id": id, "position": self.log.execute(statement, id, command, by).position}


def _debt(publisher: str, currency: str, last: dict[str, Any] | None, running: int) -> dict[str, Any]:
    carried = -last["due"]["amount"] if last else 0
    return {
        "publisher": publisher,
        "currency": currency,
        "owed": {"amount": carried - running, "currency": currency},
        "carried": {"amount": carried, "currency": currency},
        "since": last["month"] if last else "",
    }
