"""Feeds of one person, at a secret address."""

import secrets
from collections.abc import Sequence
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.erasing import Erasing
from eventlog.refusal import Missing, Refused
from services.notifications.deciders.preferences import RenewFeed, preferences
from services.notifications.private import feeds
from services.notifications.projections import inbox, people
from services.notifications.service.inbox import item
from services.notifications.service.room import Room

RANDOM_BYTES = 32
MOST = 50  # notices that a feed tells of


class Feeds(Room, Erasing):
    @rpc(expected_exceptions=Refused)
    def feed(self, address: str) -> dict[str, Any]:
        """{account, language, zone, items}: the newest notices of whoever's secret address this is, as in the inbox."""
        with self.log.reading() as db:
            account = feeds.account_at(db, address)
        with self.views.begin() as db:
            known = people.person(db, account) if account else None
            if known is None or not known["active"]:
                raise Missing("feed-unknown")
            rows = inbox.page(db, account, inbox.Asked(), None, MOST)
        said = self.log.fold(preferences, account).delivery
        return {"account": account, "language": said.language, "zone": said.zone, "items": [item(row) for row in rows]}

    @rpc(expected_exceptions=Refused)
    def renew_feed(self, context: dict[str, Any]) -> dict[str, Any]:
        """`address` is None where the command was carried out before: it was shown then, and is kept nowhere."""
        by, address = Context.load(context), secrets.token_urlsafe(RANDOM_BYTES)
        beside = feeds.renewed(by.actor, address)
        done = self.log.execute(preferences, by.actor, RenewFeed(by.actor), by, beside=beside)
        return {"address": None if done.repeated else address, "position": done.position}

    def forget_beside(self, subject: str) -> Sequence[str]:
        with self.log.begin() as db:
            for each in feeds.forgotten(subject):
                db.execute(each)
        return [*super().forget_beside(subject), "feed of their own"]
