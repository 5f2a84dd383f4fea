"""Requests to Stripe's API, and what becomes of those that fail: nothing was done, nobody knows, or it said no."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import stripe
from urllib3.exceptions import ConnectTimeoutError

from services.billing.adapters.stripe.connections import Connections
from services.billing.adapters.stripe.pace import Pace, pace_for
from services.billing.ports import NotReached, NotTaken, Unanswered
from services.billing.settings import Settings

PATIENCE = (5.0, 40.0)  # seconds to connect, and for an answer


class Api:
    """`with api.reading() as v1: v1.customers.retrieve(…)`; `sending` for what changes something there."""

    def __init__(self, key: str, url: str, pace: Pace) -> None:
        stripe.enable_telemetry = False  # how long each request took is told to nobody with the next one
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": url} if url else {},
            http_client=Connections(PATIENCE),
            max_network_retries=0,
        )
        self._v1 = self._client.v1
        self._pace = pace

    @classmethod
    def of(cls, settings: Settings) -> "Api":
        return cls(settings.stripe_key, settings.stripe_url, pace_for(settings.stripe_key, settings.stripe_url))

    @contextmanager
    def reading(self) -> Iterator[stripe.V1Services]:
        self._pace.wait()
        try:
            yield self._v1
        except stripe.StripeError as error:
            raise _no(error) or NotReached(_told(error)) from error

    @contextmanager
    def sending(self) -> Iterator[stripe.V1Services]:
        with self._sending():
            yield self._v1

    def send(self, path: str, asked: dict[str, Any], key: str) -> Any:
        """The JSON that is answered, as `sending` does: its objects take as long to make as it takes to ask."""
        with self._sending():
            return self._client.raw_request("post", path, **asked, idempotency_key=key).data

    @contextmanager
    def _sending(self) -> Iterator[None]:
        self._pace.wait()
        try:
            yield
        except stripe.StripeError as error:
            raise _no(error) or _lost(error) from error


def _no(error: stripe.StripeError) -> NotTaken | None:
    """Where it was understood and refused for good."""
    if isinstance(error, stripe.CardError):
        return NotTaken(code_of(error), _told(error))
    if isinstance(error, stripe.InvalidRequestError):
        return NotTaken(error.code or "invalid-request", _told(error))
    return None


def _lost(error: stripe.StripeError) -> NotReached | Unanswered:
    """A wrong key and a full queue change nothing there; of all else nobody knows what came of it."""
    nothing_done = isinstance(error, stripe.AuthenticationError | stripe.PermissionError | stripe.RateLimitError)
    return NotReached(_told(error)) if nothing_done or _never_connected(error) else Unanswered(_told(error))


def _never_connected(error: stripe.StripeError) -> bool:
    return isinstance(error.__cause__, ConnectTimeoutError)


def code_of(error: stripe.CardError) -> str:
    """The bank's own word, where it says more than Stripe's."""
    given = error.error.decline_code if error.error is not None else None
    return given if given and given != "generic_decline" else error.code or "card_declined"


def _told(error: stripe.StripeError) -> str:
    return (error.user_message or str(error))[:300]
