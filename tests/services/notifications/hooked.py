"""A shop whose webhooks go to receivers of this machine, and whose retries take no hours."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from services.identity.service import Identity
from services.notifications.policies import webhooks as policy
from services.notifications.service import delivering
from tests.parts.receiver import Receiver, Sent
from tests.parts.services import config_in, running
from tests.services.identity.conftest import OPERATOR
from tests.services.notifications.shop import TELLERS, Opened, Shop, open_shop

PAUSE = 100  # milliseconds between two tries
INSIDE = {"CHANDLERY_WEBHOOKS_INSIDE": "1"}


@contextmanager
def in_a_hurry() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy, "PAUSES", (timedelta(milliseconds=PAUSE),) * len(policy.PAUSES))
        patch.setattr(policy, "FAILING", timedelta(0))
        patch.setattr(delivering, "BEHIND", timedelta(milliseconds=1))
        yield


@dataclass
class Hooked:
    """Acme's webhooks, of Pat who owns it."""

    shop: Shop

    @property
    def by(self) -> dict[str, Any]:
        return self.shop.by("pat", "acme:owner")

    def add(self, to: Receiver, *kinds: str, owner: str = "publisher:acme") -> tuple[str, str]:
        """Its id and its secret."""
        asked = {"owner": owner, "url": to.url, "kinds": kinds, "description": ""}
        told = self.shop.rpc.add_webhook(asked, self.by)
        return told["id"], told["secret"]

    def told(self, webhook: str) -> dict[str, Any]:
        found: dict[str, Any] = self.shop.rpc.webhook(webhook, self.by)
        return found

    def deliveries(self, webhook: str, **asked: Any) -> list[dict[str, Any]]:
        """The oldest first."""
        found: list[dict[str, Any]] = self.shop.rpc.webhook_deliveries(webhook, asked, self.by)["items"]
        return found[::-1]

    def happens(self, id: str, kind: str = "review.posted", *audiences: str, **facts: str) -> None:
        self.shop.announces(id, *(audiences or ("publisher:acme:team",)), kind=kind, facts=facts or {"stars": "4"})

    def until(self, to: Receiver, number: int) -> list[Sent]:
        """What was sent there, once there is so much."""
        self.shop.services.until(lambda: len(to.sent) >= number)
        return to.sent


def verified(sent: Sent, secret: str) -> dict[str, Any]:
    read: dict[str, Any] = Webhook(secret).verify(sent.body, dict(sent.headers))
    assert read == json.loads(sent.body)
    return read


@contextmanager
def open_hooked(folder: Path) -> Iterator[Hooked]:
    with in_a_hurry(), open_shop(folder, **INSIDE) as shop:
        yield Hooked(shop)


@contextmanager
def reopened(before: Hooked) -> Iterator[Hooked]:
    """The same shop after it was stopped."""
    folder, environment = before.shop.folder, {**OPERATOR, **INSIDE}
    config = config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail", **environment)
    with in_a_hurry(), running(config, Identity, *TELLERS, Opened) as services:
        yield Hooked(replace(before.shop, services=services))
