"""Support running on the real kernel with identity's people; what the other services tell lies in logs of their own."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import EventLog, Logged, Provided
from eventlog.decider import Context, Decider
from eventlog.schema import registry
from eventlog.testing import Keyring
from services.billing import events as billing
from services.catalog import events as catalog
from services.certification import events as certification
from services.identity.service import Identity
from services.support.service import Support
from tests.parts.people import new_address
from tests.parts.services import Services, config_in, running
from tests.services.identity.conftest import OPERATOR
from tests.services.identity.conftest import Desk as People

DATABASE = "0198a000-0000-7000-8000-0000000000db"
RUN, NEWER = "sha256:" + "21" * 32, "sha256:" + "22" * 32
facts: Decider[Any, None, Any] = Decider("fact", None, lambda fact, _, by: [fact], lambda state, _: state)


class Teller(Logged):
    """A log on the real kernel; it decides nothing, and says what it is told to say."""

    keys = Provided(lambda config: Keyring())
    log = EventLog()

    @rpc
    def tell(self, stored_as: str, dataversion: int, data: dict[str, Any], command_id: str) -> str:
        fact = registry.load(stored_as, dataversion, data)
        by = Context(command_id, "acme", datetime.now(UTC))
        return str(self.log.execute(facts, command_id, fact, by).position)


class Catalogue(Teller):
    name = "catalog"


class Books(Teller):
    name = "billing"


class Examiners(Teller):
    name = "certification"


class Choices(Teller):
    name = "notifications"


TELLERS = (Catalogue, Books, Examiners, Choices)


@dataclass
class Shop:
    """Acme sells a database. Ada bought it, Sam is of the store's desk, Pat of Acme's; Eve is nobody's."""

    services: Services
    folder: Path
    commands: Iterator[int] = field(default_factory=itertools.count)
    accounts: dict[str, str] = field(default_factory=dict)  # by name

    @property
    def rpc(self) -> Any:
        return self.services.rpc.support

    @property
    def people(self) -> People:
        return People(self.services, self.folder / "mail", self.commands)

    def by(self, name: str, *roles: str, key: str = "") -> dict[str, Any]:
        id = key or f"command-{next(self.commands)}"
        return Context(id, self.accounts[name], datetime.now(UTC), frozenset(roles), fingerprint=f"asked {id}").dump()

    def ada(self, key: str = "") -> dict[str, Any]:
        return self.by("ada", key=key)

    def sam(self, key: str = "") -> dict[str, Any]:
        return self.by("sam", "support", key=key)

    def pat(self, key: str = "") -> dict[str, Any]:
        return self.by("pat", "acme:support", key=key)

    def eve(self) -> dict[str, Any]:
        return self.by("eve")

    def tell(self, *told: Any) -> None:
        for fact in told:
            stored_as, dataversion, data = registry.dump(fact)
            teller = getattr(self.services.rpc, stored_as.partition(".")[0])
            teller.tell(stored_as, dataversion, data, f"fact-{next(self.commands)}")

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
            catalog.SupportSet("acme", "We answer by mail.", "all day", "help@acme.example", ""),
            catalog.ProductDrafted(DATABASE, "acme", "db", "container", external=False),
            catalog.PlanAdded(DATABASE, "team", "Team", "", "acme/db-team", "subscribers", None),
            billing.EntitlementGranted(
                self.accounts["ada"], "acme/db-team", DATABASE, "team", None, "subscription", ""
            ),
        )
        self.settle()

    def settle(self) -> None:
        """Returns when support's views have caught up with every log."""
        for source in ("identity", "billing", "catalog", "certification", "notifications", "support"):
            head = getattr(self.services.rpc, source).head()["position"]
            self.services.until(lambda source=source, head=head: self._heard(source) >= head)

    def _heard(self, source: str) -> int:
        heard = self.rpc.heard()["followers"]
        return min((position for _, of, position in heard if of == source), default=10**9)

    def ticket(self, key: str = "", **asked: Any) -> dict[str, Any]:
        """One of Ada's about Acme's database."""
        told = {"product": "acme/db", "tag": "2.1", "priority": 2, "channel": "page"}
        told |= {"summary": "A snapshot is not restored", "description": "It ends with checksum mismatch."}
        opened: dict[str, Any] = self.rpc.open_ticket({**told, **asked}, self.ada(key))
        return opened

    def rates(self, digest: str, tag: str, grade: str, critical: int = 0) -> None:
        """A version was released, and certification looked at it."""
        at = datetime.now(UTC)
        rating = certification.PlatformRating("linux/amd64", grade, None, "", critical, 1, 2, 3, 0)
        self.tell(
            catalog.TagMoved(f"retag-{tag}", "acme/db-team", DATABASE, "team", tag, digest, "", at),
            certification.ImageRated(digest, DATABASE, "acme/db-team", (rating,), "sha256:0", at),
        )


@contextmanager
def open_shop(folder: Path, support: type = Support, **environment: str) -> Iterator[Shop]:
    config = config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail", **OPERATOR, **environment)
    with running(config, Identity, *TELLERS, support) as services:
        shop = Shop(services, folder)
        shop.opens()
        yield shop
