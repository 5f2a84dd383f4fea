"""Not more requests a second than Stripe allows (docs.stripe.com/rate-limits)."""

import time
from functools import cache

LIVE, TEST = 100, 25  # requests a second, of an account and of a sandbox


class Pace:
    """Each `wait` returns when it is the caller's turn; other green threads go on meanwhile."""

    def __init__(self, rate: int) -> None:
        """`rate` 0: as fast as it goes."""
        self._apart = 1 / rate if rate else 0.0
        self._next = 0.0

    def wait(self) -> None:
        if not self._apart:
            return
        now = time.monotonic()
        turn = max(now, self._next)
        self._next = turn + self._apart
        if turn > now:
            time.sleep(turn - now)


@cache
def pace_for(key: str, own_address: str) -> Pace:
    """One for all that this process asks of an account. What is not Stripe itself has no limit."""
    if own_address:
        return Pace(0)
    return Pace(LIVE if key.startswith(("sk_live_", "rk_live_")) else TEST)
