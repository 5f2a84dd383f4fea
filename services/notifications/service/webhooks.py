"""Addresses of other systems, for who owns them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import follow
from eventlog.decider import Context
from eventlog.outbox import hastened
from eventlog.recorded import Recorded, instant
from eventlog.refusal import Conflicting, Forbidden, Missing, Refused
from services.identity.events import SubjectErased
from services.notifications.adapters.signing import new_secret
from services.notifications.deciders.webhook import (
    MOST as MOST_OF_OWNER,
)
from services.notifications.deciders.webhook import (
    PLACE_TAKEN,
    Add,
    Change,
    Command,
    Redeliver,
    Remove,
    Resume,
    Rotate,
    Stop,
    TryOut,
    may_speak_for,
    place_of,
    webhook,
)
from services.notifications.deciders.webhook_address import host_of
from services.notifications.deciders.webhook_state import Webhook
from services.notifications.policies.webhooks import WEBHOOK
from services.notifications.private import deliveries, endpoints
from services.notifications.private.deliveries import Delivery
from services.notifications.private.endpoints import Beside
from services.notifications.projections import webhooks as view
from services.notifications.service import cursors
from services.notifications.service.room import Room

BOTH = timedelta(days=1)  # in which the secret before signs too
MOST = 200
SOON = 1.0  # seconds
Sent = dict[str, Any]  # Context.dump()


class Webhooks(Room):
    @rpc(expected_exceptions=Refused)
    def webhooks(self, owner: str, context: Sent) -> dict[str, Any]:
        """{items: [{id, owner, url, kinds, description, state, reason, created, old_until, rests_until, last}]}, the
        oldest first; `kinds` empty: all; `state`: active | stopped; `last`: of its last delivery, or None."""
        if not may_speak_for(owner, Context.load(context)):
            raise Forbidden("not-yours")
        with self.views.begin() as db:
            rows = view.of_owner(db, owner)
        return {"items": self._told(rows)}

    @rpc(expected_exceptions=Refused)
    def webhook(self, webhook: str, context: Sent) -> dict[str, Any]:
        self._mine(webhook, Context.load(context))
        with self.views.begin() as db:
            row = view.one(db, webhook)
        if row is None:
            raise Missing("no-such-webhook")
        return self._told([row])[0]

    @rpc(expected_exceptions=Refused)
    def add_webhook(self, asked: Mapping[str, Any], context: Sent) -> dict[str, Any]:
        """`asked`: owner, url, kinds, description. {id, secret}: the secret is shown once."""
        by, url, owner = Context.load(context), str(asked["url"]), str(asked["owner"])
        id, host = by.new_id("webhook"), host_of(url, inside=self.settings.inside)
        command = Add(id, owner, host, tuple(asked.get("kinds") or ()), str(asked.get("description") or ""))
        told = self._add(command, by, [endpoints.added(id, url, new_secret())])
        with self.log.reading() as db:
            kept = endpoints.of(db, id)
        return {"id": id, "secret": kept.secret if kept else "", **told}

    @rpc(expected_exceptions=Refused)
    def change_webhook(self, webhook: str, asked: Mapping[str, Any], context: Sent) -> dict[str, Any]:
        """`asked`, each optional: url, kinds, description. At another address it is tried again at once."""
        by, state = Context.load(context), self._mine(webhook, Context.load(context))
        with self.log.reading() as db:
            kept = endpoints.of(db, webhook)
        before = kept.url if kept else ""
        url = str(asked.get("url") or before)
        host = host_of(url, inside=self.settings.inside)
        kinds = state.kinds if asked.get("kinds") is None else tuple(asked["kinds"])
        description = state.description if asked.get("description") is None else str(asked["description"])
        beside = [endpoints.moved(webhook, url), self._hastened(webhook)] if url != before else []
        return self._execute(webhook, Change(host, kinds, description, moved=url != before), by, beside)

    @rpc(expected_exceptions=Refused)
    def remove_webhook(self, webhook: str, context: Sent) -> dict[str, Any]:
        return self._execute(webhook, Remove(), Context.load(context), endpoints.removed(webhook))

    @rpc(expected_exceptions=Refused)
    def rotate_webhook_secret(self, webhook: str, at_once: bool, context: Sent) -> dict[str, Any]:
        """{secret, old_until}: until then the one before signs too, or None. Repeated, it shows the same."""
        by, until = Context.load(context), self.clock.now() + BOTH
        beside = [endpoints.rotated(webhook, new_secret(), None if at_once else until)]
        told = self._execute(webhook, Rotate(until, at_once), by, beside)
        with self.log.reading() as db:
            kept = endpoints.of(db, webhook)
        if kept is None:
            raise Missing("no-such-webhook")
        return {"secret": kept.secret, "old_until": instant(kept.old_until) if kept.old_until else None, **told}

    @rpc(expected_exceptions=Refused)
    def test_webhook(self, webhook: str, context: Sent) -> dict[str, Any]:
        """{message}: under way, once."""
        by = Context.load(context)
        message = by.new_id("test")
        return {"message": message, **self._execute(webhook, TryOut(message), by)}

    @rpc(expected_exceptions=Refused)
    def stop_webhook(self, webhook: str, context: Sent) -> dict[str, Any]:
        """What waits for it is put down as not sent, and can be sent once it goes on."""
        return self._execute(webhook, Stop(), Context.load(context), [self._hastened(webhook)])

    @rpc(expected_exceptions=Refused)
    def resume_webhook(self, webhook: str, context: Sent) -> dict[str, Any]:
        beside = [endpoints.took(webhook), self._hastened(webhook)]
        return self._execute(webhook, Resume(), Context.load(context), beside)

    @rpc(expected_exceptions=Refused)
    def webhook_deliveries(self, webhook: str, asked: Mapping[str, Any], context: Sent) -> dict[str, Any]:
        """{items: [{id, message, kind, attempt, at, status, error, milliseconds}], next}, newest first; `asked`:
        before, limit. `attempt` 0: it was not tried, and `error` says why."""
        self._mine(webhook, Context.load(context))
        limit = max(1, min(MOST, asked.get("limit") or 50))
        with self.log.reading() as db:
            found = deliveries.page(db, webhook, cursors.read(str(asked.get("before") or "")), limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        following = cursors.written(last.at, last.delivery) if last else None
        return {"items": [_plain(each) for each in found[:limit]], "next": following}

    @rpc(expected_exceptions=Refused)
    def webhook_delivery(self, webhook: str, delivery: str, context: Sent) -> dict[str, Any]:
        """As in the list, with `request` and `answer`."""
        self._mine(webhook, Context.load(context))
        with self.log.reading() as db:
            found = deliveries.one(db, webhook, delivery)
        if found is None:
            raise Missing("no-such-delivery")
        return {**_plain(found), "request": found.request, "answer": found.answer}

    @rpc(expected_exceptions=Refused)
    def redeliver(self, webhook: str, message: str, context: Sent) -> dict[str, Any]:
        """Once more, under its own id; once, whatever comes of it. {message}."""
        by = Context.load(context)
        self._mine(webhook, by)
        with self.log.reading() as db:
            if deliveries.last_of(db, webhook, message) is None:
                raise Missing("no-such-delivery")
        return {"message": message, **self._execute(webhook, Redeliver(message, by.new_id("redelivery")), by)}

    @follow("identity", SubjectErased)
    def forget_webhooks(self, event: SubjectErased, recorded: Recorded) -> None:
        """Those of an account that is no more: with addresses, secrets, and what was sent."""
        self._must_see(f"notifications:{self.log.head()}")
        with self.views.begin() as db:
            theirs = view.of_owner(db, f"account:{event.subject}")
        for each in theirs:
            by = recorded.cause().follows(recorded.id, "forget-webhooks", each["webhook"])
            self.log.execute(webhook, each["webhook"], Remove(), by, beside=endpoints.removed(each["webhook"]))

    def _add(self, command: Add, by: Context, beside: Sequence[Beside]) -> dict[str, Any]:
        """At a place of the owner's that is free; where another one takes it at the same moment, at the next."""
        for _ in range(MOST_OF_OWNER + 1):
            try:
                return self._execute(command.webhook, replace(command, place=self._free_place(command)), by, beside)
            except Conflicting as refused:
                if refused.code != PLACE_TAKEN:
                    raise
        raise Conflicting(PLACE_TAKEN)

    def _free_place(self, command: Add) -> int:
        """The one that it has already, or the first that nobody has; where all are taken, one more than there are."""
        holders = [self.log.holder_of(place_of(command.owner, number)) for number in range(MOST_OF_OWNER)]
        own = webhook.stream(command.webhook)
        return next((holders.index(each) for each in (own, None) if each in holders), MOST_OF_OWNER)

    def _mine(self, id: str, by: Context) -> Webhook:
        state = self.log.fold(webhook, id) if id.isprintable() and 0 < len(id) <= 100 else None
        if not isinstance(state, Webhook) or not may_speak_for(state.owner, by):
            raise Missing("no-such-webhook")
        return state

    def _execute(self, id: str, command: Command, by: Context, beside: Sequence[Beside] = ()) -> dict[str, Any]:
        if not isinstance(command, Add | Remove):
            self._mine(id, by)
        done = self.log.execute(webhook, id, command, by, beside=beside)
        self.views.wait_for(done.position, SOON)  # whoever looks next sees it
        return {"position": done.position}

    def _hastened(self, id: str) -> Beside:
        return hastened(WEBHOOK, "webhook", id, self.clock.now())

    def _told(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        with self.log.reading() as db:
            kept = {row["webhook"]: endpoints.of(db, row["webhook"]) for row in rows}
            last = deliveries.latest(db, [row["webhook"] for row in rows])
        return [_shown(row, kept[row["webhook"]], last.get(row["webhook"]), self.clock.now()) for row in rows]


def _shown(
    row: Mapping[str, Any], kept: endpoints.Endpoint | None, last: Delivery | None, now: datetime
) -> dict[str, Any]:
    old_until = kept.old_until if kept and len(kept.secrets_at(now)) > 1 else None
    rests_until = kept.rests_until if kept and kept.rests_until and kept.rests_until > now else None
    return {
        "id": row["webhook"],
        "url": kept.url if kept else "",
        **{name: row[name] for name in ("owner", "kinds", "description")},
        "state": "stopped" if row["stopped"] else "active",
        "reason": row["stopped"],
        "created": instant(row["created"]),
        "old_until": instant(old_until) if old_until else None,
        "rests_until": instant(rests_until) if rests_until and not row["stopped"] else None,
        "last": _plain(last) if last else None,
    }


def _plain(delivery: Delivery) -> dict[str, Any]:
    names = ("message", "kind", "attempt", "status", "error", "milliseconds")
    told = {name: getattr(delivery, name) for name in names}
    return {"id": delivery.delivery, "at": instant(delivery.at), **told}
