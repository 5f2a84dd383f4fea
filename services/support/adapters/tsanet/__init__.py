"""TSANet Connect: how support organizations hand cases to one another. Nothing else knows its API."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.support.adapters.tsanet.api import Api
from services.support.adapters.tsanet.client import Connect
from services.support.adapters.tsanet.hook import Hook
from services.support.adapters.tsanet.login import Login
from services.support.settings import Settings

__all__ = ["Connect", "Hook", "Link", "link_of"]


@dataclass
class Seen:
    """What the last look at TSANet found."""

    at: datetime | None = None
    cases: int = 0
    wrong: Sequence[str] = ()
    missed: set[str] = field(default_factory=set)  # tokens of cases that could not be looked at: they wait for the next

    def note(self, at: datetime, cases: int, wrong: Sequence[str]) -> None:
        self.at, self.cases, self.wrong = at, cases, wrong


class Link:
    """What the store has of TSANet: its cases, and its word that something happened in one."""

    def __init__(self, cases: Connect, hook: Hook, api: Api) -> None:
        self.cases, self.hook, self.seen = cases, hook, Seen()
        self.close = api.close


def link_of(settings: Settings) -> Link | None:
    """None where the store is no member."""
    if not settings.tsanet:
        return None
    login = Login(
        settings.tsanet,
        settings.tsanet_user,
        settings.tsanet_password,
        settings.tsanet_tokens,
        settings.tsanet_scope,
    )
    api = Api(login)
    hook = Hook(api, settings.data / "keys", f"{settings.url}/webhooks/tsanet")
    return Link(Connect(api, test=settings.tsanet_test), hook, api)
