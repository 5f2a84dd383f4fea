"""The way to the payment company's page where a card is entered, and back."""

from urllib.parse import urlencode

from gateway.parts import parts
from gateway.returning import local

BACK = "/my-content/billing/card/back"


def address_back(holder: str, then: str) -> str:
    """Where the payment company leads the browser: a page of ours that keeps the card, then leads on to `then`."""
    return f"{parts().settings.url}{BACK}?{urlencode({'holder': holder, 'next': local(then, '/my-content/billing')})}"
