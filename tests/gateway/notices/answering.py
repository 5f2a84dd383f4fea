"""Notifications as the gateway asks them: answers that are laid ready, and what was asked."""

from dataclasses import dataclass, field
from typing import Any

from eventlog.refusal import Missing
from gateway.calling import NoServices
from services.notifications.events import KINDS

KNOWN = "told-in-time"  # the end of a letter's link, and of a feed's address


def notice(number: int, **more: Any) -> dict[str, Any]:
    told = {"id": f"fact-{number}.version.released", "kind": "version.released", "group": "customer", "about": "db"}
    told |= {"product": "acme/db", "link": "/acme/db/versions", "at": f"2026-11-30T07:30:0{number}Z", "read": False}
    told |= {"happened": "2026-11-30T07:00:00Z", "facts": {"name": "Acme Database", "version": f"1.{number}.0"}}
    return told | more


def preferences(**more: Any) -> dict[str, Any]:
    kinds = [
        {"name": one.name, "group": one.group, "page": one.page, "mail": one.mail, "chosen": False} for one in KINDS
    ]
    times = {"quiet_from": "22:00", "quiet_until": "07:00", "digest_at": "07:30", "digest_on": 0}
    mail = {"state": "ok", "reason": "", "code": "", "since": None}
    return {"kinds": kinds, **times, "zone": "Europe/Berlin", "language": "en", "mail": mail, **more}


@dataclass
class Notifications(NoServices):
    items: list[dict[str, Any]] = field(default_factory=list)
    following: str | None = None
    preferences: dict[str, Any] = field(default_factory=preferences)
    mail: str = "now"  # of the kind that a letter's link is about
    page: bool = True
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def call(self, service: str, method: str, *arguments: Any) -> Any:
        if service != "notifications":
            return super().call(service, method, *arguments)
        self.asked.append((method, *arguments[: -1 if arguments and isinstance(arguments[-1], dict) else None]))
        return getattr(self, f"answer_{method}")(*arguments)

    def answer_inbox(self, asked: dict[str, Any], context: Any) -> dict[str, Any]:
        self.asked[-1] = ("inbox", asked)
        unread = sum(not one["read"] for one in self.items)
        return {
            "items": self.items,
            "total": len(self.items),
            "unread": unread,
            "next": self.following,
            "zone": "Europe/Berlin",
        }

    def answer_mark_read(self, *asked: Any) -> dict[str, Any]:
        return {"position": "notifications:1"}

    answer_mark_unread = answer_mark_all_read = answer_mark_read

    def answer_preferences(self, context: Any) -> dict[str, Any]:
        return self.preferences

    def answer_set_preferences(self, asked: dict[str, Any], context: Any) -> dict[str, Any]:
        self.asked[-1] = ("set_preferences", asked)
        return {**self.preferences, "position": "notifications:1"}

    def answer_resume_mail(self, context: Any) -> dict[str, Any]:
        return {**self.preferences, "position": "notifications:1"}

    def answer_renew_feed(self, context: Any) -> dict[str, Any]:
        return {"address": KNOWN, "position": "notifications:1"}

    def answer_feed(self, address: str) -> dict[str, Any]:
        if address != KNOWN:
            raise Missing("feed-unknown")
        return {"account": "ada", "language": "en", "zone": "Europe/Berlin", "items": self.items}

    def answer_unsubscription(self, token: str) -> dict[str, Any]:
        if token != KNOWN:
            raise Missing("link-unknown")
        return {"kind": "version.released", "mail": self.mail, "page": self.page}

    def answer_unsubscribe(self, token: str) -> dict[str, Any]:
        return {"kind": self.answer_unsubscription(token)["kind"]}

    def did(self, method: str) -> list[tuple[Any, ...]]:
        return [tuple(arguments) for name, *arguments in self.asked if name == method]
