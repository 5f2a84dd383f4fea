"""How many requests of the API one account, robot or address may make, and the headers that tell of it.

draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` says what holds, `RateLimit` what is left. Each worker
counts for itself, in its memory. Pulls, webhooks and pages are not counted: docker does not try a 429 again.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from time import time

from flask import Response, g, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from eventlog.refusal import Forbidden, Refused
from gateway.auth import caller, here

COUNTED = "/api/v1/"


@dataclass(frozen=True)
class Left:
    """Of one caller, after this request. `within`: seconds until there is more."""

    policy: str  # account | address
    most: int
    left: int
    within: int
    passed: bool


class Limits:
    """At most `most` requests a minute for each who asks; 0: any number."""

    def __init__(self, most: int) -> None:
        self._each = RateLimitItemPerMinute(most) if most else None
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, policy: Callable[[], tuple[str, str]]) -> Left | None:
        """`policy` tells what is counted by, and who it is: `("account", "0190…")`; None where nothing is counted."""
        if self._each is None:
            return None
        by, who = policy()
        passed = self._counted.hit(self._each, by, who)
        window = self._counted.get_window_stats(self._each, by, who)
        within = max(1, ceil(window.reset_time - time()))
        return Left(by, self._each.amount, window.remaining, within, passed)

    def check(self) -> None:
        """Before each request: refused where too many came from who sends it."""
        if not request.path.startswith(COUNTED):
            return
        g.left = left = self.count(_who)
        if left and not left.passed:
            raise Forbidden("too-many-requests", f"{left.most} a minute; try again in {left.within} seconds")


def tell(response: Response) -> Response:
    """After each request that was counted."""
    left: Left | None = g.get("left")
    if left is None:
        return response
    response.headers["RateLimit-Policy"] = f'"{left.policy}";q={left.most};w=60'
    response.headers["RateLimit"] = f'"{left.policy}";r={left.left};t={left.within}'
    if not left.passed:
        response.headers["Retry-After"] = str(left.within)
    return response


def _who() -> tuple[str, str]:
    """A token that does not count is its address's: who guesses tokens is stopped by it."""
    with suppress(Refused):
        if account := caller().account:
            return "account", account
    return "address", here()
