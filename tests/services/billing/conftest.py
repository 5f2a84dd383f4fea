"""Billing running on the real kernel beside a log of the catalogue that tests write facts into."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nameko.rpc import rpc

from eventlog.amqp import EventLog, Logged
from eventlog.decider import Context, Decider
from eventlog.schema import registry
from services.billing.service import Billing
from services.catalog import events as catalog
from tests.controls.billing import DATABASE
from tests.parts.services import Services, config_in, running

TERMS = catalog.Terms("1", "Be kind.", "sha256:" + "11" * 32)
NEW_TERMS = catalog.Terms("2", "Be kinder.", "sha256:" + "22" * 32)
facts: Decider[Any, None, Any] = Decider("product", None, lambda fact, _, by: [fact], lambda state, _: state)


class Catalogue(Logged):
    """The catalogue's log on the real kernel; it decides nothing, and says what it is told to say."""

    name = "catalog"
    log = EventLog()

    @rpc
    def tell(self, stored_as: str, dataversion: int, data: dict[str, Any], command_id: str) -> str:
        fact = registry.load(stored_as, dataversion, data)
        by = Context(command_id, "acme", datetime.now(UTC))
        return str(self.log.execute(facts, data.get("product") or data["publisher"], fact, by).position)


@dataclass
class Books:
    services: Services
    commands: Iterator[int] = field(default_factory=itertools.count)

    @property
    def rpc(self) -> Any:
        return self.services.rpc.billing

    def by(self, actor: str, *roles: str, key: str = "") -> dict[str, Any]:
        id = key or f"command-{next(self.commands)}"
        return Context(id, actor, datetime.now(UTC), frozenset(roles), fingerprint=f"request {id}").dump()

    def tell(self, *facts: Any) -> None:
        """The catalogue says so, and billing has heard it."""
        for fact in facts:
            stored_as, dataversion, data = registry.dump(fact)
            self.services.rpc.catalog.tell(stored_as, dataversion, data, f"fact-{next(self.commands)}")

    def publish(self, access: str = "terms") -> None:
        self.tell(
            catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False),
            catalog.PlanAdded(DATABASE, "free", "Free", "", "acme/db", access, TERMS),
            catalog.ProductPublished(DATABASE),
        )
        self.heard("billing.offering-opened")

    def heard(self, stored_as: str) -> None:
        """Returns when billing has noted a fact of this type."""
        self.services.until(lambda: stored_as in self.told())

    def told(self) -> list[str]:
        """The types of billing's events."""
        return [self._type(line) for _, _, line in self.rpc.read_log(0, 1000)]

    @staticmethod
    def _type(line: str) -> str:
        return line.partition('"type":"')[2].partition('"')[0]

    def accept(self, holder: str = "ada", version: str = "1", plan: str = "free", **more: Any) -> dict[str, Any]:
        by = more.get("by") or self.by(holder)
        answer = self.rpc.accept_terms(DATABASE, plan, version, holder, by)
        assert isinstance(answer, dict)
        return answer

    def rights_of(self, holder: str) -> list[tuple[str, str]]:
        return [(each["repository"], each["terms_version"]) for each in self.rpc.entitlements_of(holder)]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with running(config_in(tmp_path), Catalogue, Billing) as services:
        yield Books(services)
