"""What somebody was told, and what they have read of it."""

from collections.abc import Mapping
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.recorded import instant
from eventlog.refusal import Invalid, Missing, Refused
from services.notifications.deciders.inbox import MOST as MOST_MARKED
from services.notifications.deciders.inbox import Command, MarkAllRead, MarkRead, MarkUnread, inbox
from services.notifications.deciders.preferences_state import EVERYBODY
from services.notifications.events import BY_NAME, KINDS
from services.notifications.projections import inbox as view
from services.notifications.projections.preferences import deliveries_of
from services.notifications.service import cursors
from services.notifications.service.room import Room

MOST = 200
SOON = 1.0  # seconds
Sent = dict[str, Any]  # Context.dump()


class Inbox(Room):
    @rpc(expected_exceptions=Refused)
    def inbox(self, asked: dict[str, Any], context: Sent) -> dict[str, Any]:
        """The newest first. `total` counts what fits `asked`; `unread` all; `next`: `before` of the next page, or None;
        `zone`: theirs.

        An item: id, kind, group, about, product, link, at, happened, read, facts {name: value}.
        """
        account = Context.load(context).actor
        kept, before = _kept_to(asked), cursors.read(str(asked.get("before") or ""))
        limit = max(1, min(MOST, asked.get("limit") or 50))
        with self.views.begin() as db:
            rows = view.page(db, account, kept, before, limit + 1)
            total, unread = _counted(db, account, kept, rows if before is None and len(rows) <= limit else None)
            zone = deliveries_of(db, [account]).get(account, {}).get("zone", EVERYBODY.zone)
        last = rows[limit - 1] if len(rows) > limit else None
        following = cursors.written(last["at"], last["announcement"]) if last else None
        items = [item(row) for row in rows[:limit]]
        return {"items": items, "total": total, "unread": unread, "next": following, "zone": zone}

    @rpc(expected_exceptions=Refused)
    def mark_read(self, notices: list[str], context: Sent) -> dict[str, Any]:
        by = Context.load(context)
        self._must_be_theirs(notices, by)
        return self._marked(MarkRead(by.actor, tuple(notices)), by)

    @rpc(expected_exceptions=Refused)
    def mark_unread(self, notices: list[str], context: Sent) -> dict[str, Any]:
        by = Context.load(context)
        self._must_be_theirs(notices, by)
        return self._marked(MarkUnread(by.actor, tuple(notices)), by)

    @rpc(expected_exceptions=Refused)
    def mark_all_read(self, until: str, context: Sent) -> dict[str, Any]:
        by = Context.load(context)
        return self._marked(MarkAllRead(by.actor, cursors.moment(until)), by)

    def _marked(self, command: Command, by: Context) -> dict[str, Any]:
        done = self.log.execute(inbox, by.actor, command, by)
        self.views.wait_for(done.position, SOON)  # whoever looks next sees it
        return {"position": done.position}

    def _must_be_theirs(self, notices: list[str], by: Context) -> None:
        if len(notices) > MOST_MARKED:
            raise Invalid("too-many-notices", f"at most {MOST_MARKED}")
        with self.views.begin() as db:
            known = view.shown_of(db, by.actor, notices)
        stranger = next((each for each in notices if each not in known), None)
        if stranger is not None:
            raise Missing("no-such-notice", stranger[:80])


def _kept_to(asked: Mapping[str, Any]) -> view.Asked:
    kind, group = asked.get("kind") or "", asked.get("group") or ""
    if kind and kind not in BY_NAME:
        raise Invalid("notice-kind-unknown", kind[:60])
    kinds = [each.name for each in KINDS if kind in ("", each.name) and group in ("", each.group)]
    if not kinds:
        raise Invalid("field-invalid", "group")
    everything = len(kinds) == len(KINDS)
    return view.Asked(() if everything else kinds, asked.get("product") or "", bool(asked.get("unread")))


def _counted(db: Any, account: str, kept: view.Asked, every: list[dict[str, Any]] | None) -> tuple[int, int]:
    """How many fit, and how many are unread; nothing is asked that `every` row that fits tells, where it is read."""
    if every is None:
        return view.counted(db, account, kept), view.unread(db, account)
    is_all = not kept.kinds and not kept.product
    unread = sum(not row["read"] for row in every) if is_all else view.unread(db, account)
    return len(every), unread


def item(row: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: row[name] for name in ("kind", "about", "product", "link", "facts")}
    times = {name: instant(row[name]) for name in ("at", "happened")}
    return {"id": row["announcement"], "group": BY_NAME[row["kind"]].group, **named, **times, "read": bool(row["read"])}
