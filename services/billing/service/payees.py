"""What publishers are paid: where to, their share, statements and payouts."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from nameko.rpc import rpc

from eventlog.deadlines import Fired
from eventlog.decider import Context
from eventlog.refusal import Conflicting, Refused, Unavailable
from services.billing.deciders import payee as payees
from services.billing.deciders.listing import fee_of
from services.billing.deciders.payee import Payee, payee
from services.billing.policies.payees import CLOSE_MONTH
from services.billing.ports import Account, NotReached, NotTaken, Unanswered
from services.billing.service.listings import told_fee
from services.billing.service.sales import Sales
from services.billing.service.statements import Statements


class Payees(Statements, Sales):
    @rpc(expected_exceptions=Refused)
    def connect_payouts(self, publisher: str, way: str, back: str, context: dict[str, Any]) -> dict[str, Any]:
        """By `transfer` at once; by `stripe` the answer's `url` is the company's page, which leads on to `back`."""
        by = Context.load(context)
        if way != "stripe":
            position = self._on_payee(publisher, payees.ConnectPayouts(publisher, way), by)
            return self._payee(publisher) | {"url": "", "position": position}
        if self.payouts is None:
            raise Conflicting("payout-way-unknown", way)
        by.must_act_for(publisher, "owner")
        account = self.log.fold(payee, publisher).opened or self._asked(self.payouts.open_account, publisher).id
        position = self._on_payee(publisher, payees.NotePayoutAccount(publisher, account), by)
        url = self._asked(self.payouts.onboarding, self.log.fold(payee, publisher).opened, back)
        return self._payee(publisher) | {"url": url, "position": position}

    @rpc(expected_exceptions=Refused)
    def finish_payouts(self, publisher: str, context: dict[str, Any]) -> dict[str, Any]:
        """Asks the payment company whether the publisher can be paid; connected where it can."""
        by = Context.load(context)
        by.must_act_for(publisher, "owner")
        position = self._finish(publisher, by)
        return self._payee(publisher) | {"position": position}

    @rpc(expected_exceptions=Refused)
    def disconnect_payouts(self, publisher: str, context: dict[str, Any]) -> dict[str, Any]:
        position = self._on_payee(publisher, payees.DisconnectPayouts(publisher), Context.load(context))
        return self._payee(publisher) | {"position": position}

    @rpc(expected_exceptions=Refused)
    def set_share(self, publisher: str, percent: int, context: dict[str, Any]) -> dict[str, Any]:
        """Of invoices from now on, in percent of the net amount."""
        position = self._on_payee(publisher, payees.SetShare(publisher, percent), Context.load(context))
        return self._payee(publisher) | {"position": position}

    @rpc
    def payee(self, publisher: str) -> dict[str, Any]:
        """`state`: none | opened (asked for at the payment company) | connected; `ways` are those that there are."""
        return self._payee(publisher)

    def note_payout_account(self, publisher: str, by: Context) -> None:
        """The payment company says that something about the publisher's account is new."""
        if self.log.fold(payee, publisher).waits:
            with suppress(Refused):
                self._finish(publisher, by)

    def _finish(self, publisher: str, by: Context) -> str:
        opened = self.log.fold(payee, publisher).opened
        if self.payouts is None or not opened:
            raise Conflicting("payout-account-unknown")
        account: Account = self._asked(self.payouts.account_state, opened)
        if not account.ready:
            raise Conflicting("payout-account-not-ready", ", ".join(account.wanted))
        return self._on_payee(publisher, payees.ConnectPayouts(publisher, "stripe", opened), by)

    def _on_payee(self, publisher: str, command: payees.Command, by: Context) -> str:
        return str(self.log.execute(payee, publisher, command, by).position)

    def _payee(self, publisher: str) -> dict[str, Any]:
        found: Payee = self.log.fold(payee, publisher)
        return {
            "publisher": publisher,
            "state": "connected" if found.connected else "opened" if found.opened else "none",
            "way": found.way,
            "account": found.account or found.opened,
            "share": self.settings.share if found.share is None else found.share,
            "listing_fee": told_fee(fee_of(publisher, self.settings.listing_fee)),
            "ways": list(payees.WAYS if self.payouts is not None else payees.WAYS[1:]),
        }

    def _asked(self, question: Callable[..., Any], *arguments: str) -> Any:
        """Of the payment company; what it refuses or does not answer is told to who asks."""
        try:
            return question(*arguments)
        except NotTaken as no:
            raise Conflicting("payout-account-refused", no.detail or no.code) from no
        except (NotReached, Unanswered) as away:
            raise Unavailable("service-away", "payment company") from away


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {CLOSE_MONTH: Payees.close_due}
