"""Notifications as the gateway asks them about webhooks: what was added is there, and what was asked is noted."""

from dataclasses import dataclass, field
from typing import Any

from eventlog.refusal import Forbidden, Invalid, Missing
from gateway.calling import NoServices

ID, SECRET, MESSAGE = "hook-1", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "fact-1_review_posted"
UNTIL = "2026-12-01T09:00:00Z"


def delivery(number: int = 1, **more: Any) -> dict[str, Any]:
    told = {"id": f"delivery-{number}", "message": MESSAGE, "kind": "review.posted", "attempt": 1, "status": 200}
    return told | {"at": f"2026-11-30T07:30:0{number}Z", "error": "", "milliseconds": 84} | more


def hook(**more: Any) -> dict[str, Any]:
    told = {"id": ID, "owner": "account:ada", "url": "https://hooks.acme.example/in", "description": "Our chat"}
    told |= {"kinds": ["version.security"], "state": "active", "reason": "", "created": "2026-11-29T10:00:00Z"}
    return told | {"old_until": None, "rests_until": None, "last": delivery()} | more


@dataclass
class Hooks(NoServices):
    hooks: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    answer: str = "thanks"
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def call(self, service: str, method: str, *arguments: Any) -> Any:
        if service != "notifications":
            return super().call(service, method, *arguments)
        self.asked.append((method, *arguments[:-1]))
        return getattr(self, f"answer_{method}", self._done)(*arguments)

    def answer_webhooks(self, owner: str, context: Any) -> dict[str, Any]:
        if owner.startswith("organization:") and owner != "organization:northwick":
            raise Forbidden("not-yours")
        return {"items": [each for each in self.hooks if each["owner"] == owner]}

    def answer_webhook(self, webhook: str, context: Any) -> dict[str, Any]:
        found = next((each for each in self.hooks if each["id"] == webhook), None)
        if found is None:
            raise Missing("no-such-webhook")
        return found

    def answer_add_webhook(self, asked: dict[str, Any], context: Any) -> dict[str, Any]:
        if not asked["url"].startswith("https://"):
            raise Invalid("webhook-url-not-https")
        self.hooks.append(hook(**asked, last=None))
        return {"id": ID, "secret": SECRET, "position": "notifications:1"}

    def answer_rotate_webhook_secret(self, webhook: str, at_once: bool, context: Any) -> dict[str, Any]:
        return {"secret": SECRET, "old_until": None if at_once else UNTIL, "position": "notifications:1"}

    def answer_webhook_deliveries(self, webhook: str, asked: dict[str, Any], context: Any) -> dict[str, Any]:
        return {"items": self.sent, "next": "2026-11-30T07:30:01Z~delivery-1" if self.sent else None}

    def answer_webhook_delivery(self, webhook: str, delivery: str, context: Any) -> dict[str, Any]:
        found = next((each for each in self.sent if each["id"] == delivery), None)
        if found is None:
            raise Missing("no-such-delivery")
        return {**found, "request": '{"type":"review.posted"}', "answer": self.answer}

    def answer_test_webhook(self, webhook: str, context: Any) -> dict[str, Any]:
        return {"message": "test-1", "position": "notifications:1"}

    def answer_redeliver(self, webhook: str, message: str, context: Any) -> dict[str, Any]:
        return {"message": message, "position": "notifications:1"}

    def _done(self, *arguments: Any) -> dict[str, Any]:
        return {"position": "notifications:1"}

    def did(self, method: str) -> list[tuple[Any, ...]]:
        return [tuple(arguments) for name, *arguments in self.asked if name == method]
