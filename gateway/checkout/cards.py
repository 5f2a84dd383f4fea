"""The card that is charged, and the way to the payment company's page where one is entered, and back."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from gateway.parts import parts
from gateway.returning import local
from gateway.rpc import Answer

BACK = "/my-content/billing/card/back"


def address_back(holder: str, then: str) -> str:
    """Where the payment company leads the browser: a page of ours that keeps the card, then leads on to `then`."""
    return f"{parts().settings.url}{BACK}?{urlencode({'holder': holder, 'next': local(then, '/my-content/billing')})}"


def charged_card(holder: str) -> Answer | None:
    """{id, brand, last4, expires: 2028-09, ran_out}: the one that was added last; None where none is kept."""
    kept = parts().rpc.billing.customer_of(holder)["methods"]
    return kept[0] | {"ran_out": kept[0]["expires"] < f"{datetime.now(UTC):%Y-%m}"} if kept else None
