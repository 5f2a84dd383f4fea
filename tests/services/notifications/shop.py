"""Notifications running on the real kernel with identity's people; what the others tell lies in logs of their own."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nameko.rpc import rpc
from sqlalchemy import select

from eventlog import tables
from eventlog.decider import Context
from eventlog.schema import registry
from services.billing import events as billing
from services.catalog import events as catalog
from services.identity.service import Identity
from services.notifications.policies.notice import Notice
from services.notifications.service import Notifications
from tests.parts.people import new_address
from tests.parts.services import Services, config_in, running
from tests.services.identity.conftest import OPERATOR
from tests.services.identity.conftest import Desk as People
from tests.services.support.shop import Books, Catalogue, Examiners, Teller

DATABASE, REPOSITORY = "0198a000-0000-7000-8000-0000000000db", "acme/db-team"


class Desks(Teller):
    name = "support"


TELLERS = (Catalogue, Books, Examiners, Desks)


class Opened(Notifications):
    """With doors for tests to what policies call, and to what waits to be done."""

    @rpc
    def announce(self, notice: dict[str, Any], context: dict[str, Any]) -> None:
        told = {**notice, "happened": datetime.fromisoformat(notice["happened"])}
        self._announce(Notice(**told | {"audiences": tuple(told["audiences"])}), Context.load(context))

    @rpc
    def waiting(self) -> list[list[Any]]:
        """Kind, key and arguments of each effect; name, subject and arguments of each deadline."""
        effects, due = tables.outbox.c, tables.due.c
        with self.log.reading() as db:
            rows = [*db.execute(select(effects.kind, effects.key, effects.arguments))]
            return [list(row) for row in (*rows, *db.execute(select(due.name, due.subject, due.arguments)))]


@dataclass
class Shop:
    """Acme, of Pat, sells a database. Ada bought it; Eve is nobody's, and Sam is of the store's staff."""

    services: Services
    folder: Path
    commands: Iterator[int] = field(default_factory=itertools.count)
    accounts: dict[str, str] = field(default_factory=dict)  # by name

    @property
    def rpc(self) -> Any:
        return self.services.rpc.notifications

    @property
    def people(self) -> People:
        return People(self.services, self.folder / "mail", self.commands)

    def by(self, name: str, *roles: str, key: str = "") -> dict[str, Any]:
        id = key or f"command-{next(self.commands)}"
        actor = self.accounts.get(name, name)
        return Context(id, actor, datetime.now(UTC), frozenset(roles), fingerprint=f"asked {id}").dump()

    def tell(self, *told: Any) -> None:
        """Facts of other services, in their order."""
        for fact in told:
            stored_as, dataversion, data = registry.dump(fact)
            teller = getattr(self.services.rpc, stored_as.partition(".")[0])
            teller.tell(stored_as, dataversion, data, f"fact-{next(self.commands)}")

    def announces(self, id: str, *audiences: str, kind: str = "version.security", **other: Any) -> None:
        """What a policy would make of a fact; the same `id` is the same fact."""
        told = {"product": "acme/db", "happened": datetime.now(UTC), "audiences": audiences} | other
        notice = Notice(f"{id}.{kind}", kind, DATABASE, **told)
        told = asdict(notice) | {"happened": notice.happened.isoformat()}
        cause = Context("", "policy:catalog", notice.happened, causation=id)
        self.rpc.announce(told, cause.dump())
        self.settle()

    def inbox(self, name: str, **asked: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.rpc.inbox(asked, self.by(name))
        return found

    def notices(self, name: str, **asked: Any) -> list[str]:
        return [each["id"] for each in self.inbox(name, **asked)["items"]]

    def waiting(self, what: str, name: str) -> list[str]:
        """Keys and subjects of effects or deadlines of this kind that are about somebody."""
        account = self.accounts[name]
        return [key for kind, key, told in self.rpc.waiting() if kind == what and account in (key, *told.values())]

    def grants(self, name: str, repository: str = REPOSITORY) -> None:
        granted = (self.accounts[name], repository, DATABASE, "team", None, "subscription", "")
        self.tell(billing.EntitlementGranted(*granted))

    def opens(self) -> None:
        """People register, Acme's database is on sale, and Ada has bought it."""
        people = self.people
        for name in ("ada", "sam", "pat", "eve"):
            self.accounts[name] = people.member(new_address(name))
        people.rpc.create_organization("acme", "Acme", people.by(self.accounts["pat"]))
        people.rpc.grant_role(self.accounts["sam"], "support", people.by("root", "operator"))
        self.tell(
            catalog.PublisherApplied("acme", self.accounts["pat"], "Acme", "https://acme.example", "", "", ""),
            catalog.PublisherApproved("acme"),
            catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False),
            catalog.PlanAdded(DATABASE, "team", "Team", "", REPOSITORY, "subscribers", None),
        )
        self.grants("ada")
        self.settle()

    def settle(self) -> None:
        """Returns when notifications have caught up with every log, and so with their own."""
        for source in ("identity", "billing", "catalog", "certification", "support", "notifications"):
            head = getattr(self.services.rpc, source).head()["position"]
            self.services.until(lambda source=source, head=head: self._heard(source) >= head)

    def _heard(self, source: str) -> int:
        heard = self.rpc.heard()["followers"]
        return min((position for _, of, position in heard if of == source), default=10**9)


@contextmanager
def open_shop(folder: Path, notifications: type = Opened, **environment: str) -> Iterator[Shop]:
    config = config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail", **OPERATOR, **environment)
    with running(config, Identity, *TELLERS, notifications) as services:
        shop = Shop(services, folder)
        shop.opens()
        yield shop
