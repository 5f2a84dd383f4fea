"""Publishers' accounts at Stripe (Connect), and transfers to them (docs.stripe.com/connect)."""

from services.billing.adapters.stripe.amounts import dumped
from services.billing.adapters.stripe.api import Api
from services.billing.adapters.stripe.reading import account_of, transfer_of
from services.billing.ports import Account, Transfer
from vocabulary.money import Money

PAGE = 100


class StripePayouts:
    def __init__(self, api: Api) -> None:
        self._api = api

    def open_account(self, publisher: str) -> Account:
        with self._api.sending() as v1:
            made = v1.accounts.create(
                {
                    "type": "express",
                    "capabilities": {"transfers": {"requested": True}},
                    "metadata": {"publisher": publisher},
                },
                {"idempotency_key": f"account-{publisher}"},
            )
        return account_of(made)

    def onboarding(self, account: str, back: str) -> str:
        with self._api.sending() as v1:
            link = v1.account_links.create(
                {"account": account, "refresh_url": back, "return_url": back, "type": "account_onboarding"}
            )
        return link.url

    def account_state(self, account: str) -> Account:
        with self._api.reading() as v1:
            return account_of(v1.accounts.retrieve(account))

    def transfer(self, statement: str, account: str, amount: Money, attempt: int) -> Transfer:
        known = self._transfer_for(statement)
        if known is not None:
            return known
        with self._api.sending() as v1:
            made = v1.transfers.create(
                {
                    "amount": dumped(amount),
                    "currency": amount.currency.lower(),
                    "destination": account,
                    "transfer_group": statement,
                    "metadata": {"statement": statement},
                },
                {"idempotency_key": f"transfer-{statement}-{attempt}"},
            )
        return transfer_of(made)

    def _transfer_for(self, statement: str) -> Transfer | None:
        with self._api.reading() as v1:
            found = v1.transfers.list({"transfer_group": statement, "limit": PAGE})
            transfers = [transfer_of(transfer) for transfer in found.auto_paging_iter()]
        return next((transfer for transfer in transfers if transfer.statement == statement), None)
