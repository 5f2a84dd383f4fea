"""The registry's notices of manifests that were asked for, and the counts that come of them."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import Provided, at_start, every
from eventlog.decider import Context
from eventlog.refusal import Forbidden, Refused
from services.catalog import private
from services.catalog.adapters.registry.tokens import ROBOT
from services.catalog.deciders.product import product
from services.catalog.deciders.product_state import Product
from services.catalog.deciders.pulls import CountPulls, day_of, pulls
from services.catalog.deciders.repository import repository
from services.catalog.deciders.tally import Notice, client_of, tally
from services.catalog.private import Noted, Waiting
from services.catalog.service.desk import Desk

COUNTING = "policy:catalog.count-pulls"
# Between a notice and the count that has it; a day that was told often is told less often.
SOON, LATER, SELDOM = timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10)
OFTEN, VERY_OFTEN = 30, 120


class Pulls(Desk):
    secret = Provided(lambda config: bytes.fromhex(config["EVENTLOG"]["secret"]))

    @at_start
    def prepare_notices(self) -> None:
        with self.log.begin() as db:
            private.prepare(db)

    @rpc(expected_exceptions=Refused)
    def note_pulls(self, notices: list[dict[str, Any]], context: dict[str, Any]) -> dict[str, Any]:
        """Sent again, a notice changes nothing; the store's own are passed over."""
        if not Context.load(context).has("registry", "operator"):
            raise Forbidden("store-only")
        now = self.clock.now()
        others = [noted(one, self.secret, now) for one in notices if one["actor"] != ROBOT]
        with self.log.begin(durable=False) as db:
            private.keep_notices(db, others, now)
        return {"position": ""}

    @every(5)
    def count_pulls(self) -> None:
        now = self.clock.now()
        with self.log.reading() as db:
            found = private.waiting(db)
        for one in found:
            if now - one.since >= pause(self.log.version(pulls, day_of(one.repository, one.day))):
                self._count(one, now)

    @every(3600)
    def forget_notices(self) -> None:
        with self.log.begin(durable=False) as db:
            private.forget_old_notices(db, self.clock.now())

    def _count(self, waiting: Waiting, now: datetime) -> None:
        name, day = waiting.repository, waiting.day
        with self.log.begin(durable=False) as db:
            private.take(db, name, day)
        released = self.log.fold(repository, name).versions
        with self.log.reading() as db:
            notices = [Notice(**row) for row in private.taken(db, name, day)]
        versions = {
            digest: {image.digest: image.platform for image in one.platforms} for digest, one in released.items()
        }
        last = next(reversed(released.values()), None)
        sold = last is not None and self._is_sold(last.product, last.plan)
        command = CountPulls(
            repository=name,
            product=last.product if last is not None else "",
            plan=last.plan if last is not None else "",
            day=day,
            counts=tally(notices, versions, paid=sold),
        )
        by = Context(f"{name}/{day}/{now.isoformat()}", COUNTING, now)
        self.log.execute(pulls, day_of(name, day), command, by, beside=private.counted(name, day))

    def _is_sold(self, subject: str, plan: str) -> bool:
        state = self.log.fold(product, subject)
        return isinstance(state, Product) and plan in state.plans and state.plans[plan].price is not None


def pause(told: int) -> timedelta:
    return SOON if told < OFTEN else LATER if told < VERY_OFTEN else SELDOM


def noted(given: Mapping[str, Any], secret: bytes, now: datetime) -> Noted:
    """As it is kept: of who asked from where only a mark that tells them from others; no clock is ahead of ours."""
    who = "\0".join(str(given[name]) for name in ("actor", "address", "agent"))
    return Noted(
        id=str(given["id"]),
        repository=str(given["repository"]),
        at=min(datetime.fromisoformat(given["at"]).astimezone(UTC), now),
        read=given["method"] == "GET",
        tag=str(given["tag"]),
        digest=str(given["digest"]),
        who=hmac.digest(secret, b"pull\0" + who.encode(), "sha256").hex()[:24],
        client=client_of(str(given["agent"])),
        account=str(given["actor"]),
        country=str(given.get("country", "")),  # a gateway of the version before tells none
    )
