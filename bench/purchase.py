"""From the request that buys a plan by card until the door of the registry lets its buyer pull; and a day's renewals.

The store runs as an operator starts it, with the stand-in for Stripe that the demonstration brings, which answers at
once: what is measured is ours. Buyers are organisations, each with a card and a robot of its own, so that nobody may
pull by an earlier purchase. Others buy beside them without being waited for one by one. Then the clock is moved to the
day on which their period ends: all are renewed, invoiced, charged.
"""

import base64
import json
import statistics
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bench.goals import PURCHASE, RENEWALS, buyers
from bench.harness import compared, report
from demo.api import Api
from tests.parts.moved import Clock
from tests.parts.process import wait_until
from tests.parts.store import Store, store
from tests.parts.stripe import StandIn, stripe
from vocabulary.period import after

PLAN, REPOSITORY = "harbourline/tidewater-db/fleet", "harbourline/tidewater-fleet"
BOUGHT, WARM, RENEWED = 200, 10, 1_000  # of those that are renewed the first two bought while it was measured
HANDS = 4
PATIENCE = 600  # seconds


@dataclass(frozen=True)
class Buyer:
    api: Api  # its owner's
    slug: str
    robot: str = ""  # its name and its token, as HTTP Basic takes them


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clock = Clock(folder / "clock")
        with stripe(folder) as cards, store(folder / "store", **clock.settings, **cards.settings) as opened:
            taken = [_bought(opened, buyer) for buyer in _pullers(opened)][WARM:]
            print(f"p50 {statistics.median(taken):.3f} s, slowest {max(taken):.3f} s")
            rate = _renewed(opened, clock, cards)
    p99 = statistics.quantiles(taken, n=100)[98]
    rows = [compared(PURCHASE, buyers(BOUGHT), [p99]), compared(RENEWALS, buyers(RENEWED), [rate])]
    report("purchase", rows)
    return 0 if all(row.met is not False for row in rows) else 1


def _pullers(opened: Store) -> Iterator[Buyer]:
    with ThreadPoolExecutor(HANDS) as hands:
        yield from hands.map(lambda one: _with_robot(_buyer(opened, f"bench-b-{one:05}")), range(BOUGHT + WARM))


def _buyer(opened: Store, slug: str) -> Buyer:
    """With an address for invoices, a card, and the terms accepted."""
    api = Api(opened.url, opened.accounts["customer"]["token"])
    api.post("/organizations", {"slug": slug, "name": slug})
    api.put("/billing/details", {"name": slug, "address": "12 Quay Street\nDublin", "country": "IE", "holder": slug})
    api.post("/billing/payment-methods", {"token": "pm_card_visa", "holder": slug})
    product, _, plan = PLAN.rpartition("/")
    offered = next(each for each in api.get(f"/products/{product}")["plans"] if each["id"] == plan)
    if offered["terms"]:
        accepted = {"version": offered["terms"]["version"], "holder": slug}
        api.post(f"/products/{product}/plans/{plan}/terms", accepted)
    return Buyer(api, slug)


def _with_robot(buyer: Buyer) -> Buyer:
    made = buyer.api.post(f"/organizations/{buyer.slug}/robots", {"name": "puller", "scopes": ["pull"]})
    return replace(buyer, robot=base64.b64encode(f"{made['name']}:{made['token']}".encode()).decode())


def _bought(opened: Store, buyer: Buyer) -> float:
    """Seconds until it may pull."""
    began = time.perf_counter()
    _buy(buyer)
    while not _may_pull(opened, buyer):
        time.sleep(0.002)
    return time.perf_counter() - began


def _buy(buyer: Buyer) -> None:
    buyer.api.post("/subscriptions", {"plan": PLAN, "holder": buyer.slug, "payment": "card"})


def _may_pull(opened: Store, buyer: Buyer) -> bool:
    asked = urllib.parse.urlencode({"service": opened.registry, "scope": f"repository:{REPOSITORY}:pull"})
    request = urllib.request.Request(f"{opened.url}/registry/token?{asked}")  # noqa: S310 — our own address
    request.add_header("Authorization", f"Basic {buyer.robot}")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            claims = json.load(answer)["token"].split(".")[1]
    except urllib.error.HTTPError as refused:
        refused.close()
        return False
    told = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return any("pull" in each["actions"] for each in told["access"])


def _renewed(opened: Store, clock: Clock, cards: StandIn) -> float:
    """Renewals a second, from the moment at which all are due until the last is paid."""
    others = range(RENEWED - BOUGHT - WARM)
    before = _paid(cards)
    with ThreadPoolExecutor(HANDS) as hands:
        list(hands.map(lambda one: _buy(_buyer(opened, f"bench-r-{one:05}")), others))
    wait_until(lambda: _paid(cards) - before >= len(others), PATIENCE, "not all have bought")
    paid = _paid(cards)
    today = datetime.now(UTC).date()
    clock.move(days=(after(today, "month", 1) - today).days)
    began = time.perf_counter()
    wait_until(lambda: _paid(cards) - paid >= RENEWED, PATIENCE, "not all were renewed")
    return RENEWED / (time.perf_counter() - began)


def _paid(cards: StandIn) -> int:
    return sum(each["status"] == "succeeded" for each in cards.all("payment_intent"))


if __name__ == "__main__":
    sys.exit(main())
