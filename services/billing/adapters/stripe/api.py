"""Requests to Stripe's API, and what becomes of those that fail: nothing was done, nobody knows, or it said no."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
import stripe
from requests.adapters import HTTPAdapter

from services.billing.adapters.stripe.pace import Pace, pace_for
from services.billing.ports import NotReached, NotTaken, Unanswered
from services.billing.settings import Settings

PATIENCE = (5.0, 40.0)  # seconds to connect, and for an answer
CONNECTIONS = 32


class Session(requests.Session):
    """Asks the environment once which proxy leads to an address: for each request that costs a tenth of it."""

    def __init__(self) -> None:
        super().__init__()
        self._settings: dict[object, Mapping[str, Any]] = {}
        self.mount("http://", HTTPAdapter(pool_maxsize=CONNECTIONS))
        self.mount("https://", HTTPAdapter(pool_maxsize=CONNECTIONS))

    def merge_environment_settings(self, url: Any, *given: Any) -> Any:
        asked = (urlsplit(url)[:2], repr(given))
        if asked not in self._settings:
            self._settings[asked] = super().merge_environment_settings(url, *given)
        return dict(self._settings[asked])


class Api:
    """`with api.reading() as v1: v1.customers.retrieve(…)`; `sending` for what changes something there."""

    def __init__(self, key: str, url: str, pace: Pace) -> None:
        self._v1 = stripe.StripeClient(
            key,
            base_addresses={"api": url} if url else {},
            http_client=stripe.RequestsClient(timeout=PATIENCE, session=Session()),
            max_network_retries=0,
        ).v1
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
        self._pace.wait()
        try:
            yield self._v1
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
    cause = error.__cause__
    if isinstance(cause, requests.ConnectTimeout):
        return True
    reason = getattr(cause.args[0], "reason", None) if isinstance(cause, requests.ConnectionError) else None
    return type(reason).__name__ == "NewConnectionError"


def code_of(error: stripe.CardError) -> str:
    """The bank's own word, where it says more than Stripe's."""
    given = error.error.decline_code if error.error is not None else None
    return given if given and given != "generic_decline" else error.code or "card_declined"


def _told(error: stripe.StripeError) -> str:
    return (error.user_message or str(error))[:300]
