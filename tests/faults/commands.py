"""Random commands through the public API, each with a key of its own, and a memory of what was acknowledged."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.journeys.people import external_listing
from tests.parts.store import Answer, Store


@dataclass(frozen=True)
class Command:
    """One request that can be sent again: the same key, the same body."""

    method: str
    path: str
    body: Any
    token: str
    key: str = field(default_factory=lambda: secrets.token_hex(16))

    def send(self, store: Store) -> Answer:
        path = f"/api/v1{self.path}"  # by itself: it waits for nothing that others did
        return store.call(self.method, path, self.body, token=self.token, Idempotency_Key=self.key)


@dataclass
class Memory:
    """What a client knows: what it was told is done, and what it never got an answer to."""

    acknowledged: dict[str, tuple[Command, Answer]] = field(default_factory=dict)
    unanswered: dict[str, Command] = field(default_factory=dict)

    def send(self, store: Store, command: Command) -> Answer | None:
        """None where the connection broke before an answer came."""
        self.unanswered[command.key] = command
        try:
            answer = command.send(store)
        except OSError:
            return None
        if answer.status >= 500:
            return None
        del self.unanswered[command.key]
        self.acknowledged[command.key] = (command, answer)
        return answer


class Shoppers:
    """Makes commands over all that a store is asked: accounts, organisations, publishers, products, imports, terms."""

    def __init__(self, seed: int, staff: str, publisher: str, customers: list[str], terms: list[tuple[str, str, str]]):
        self.chance = Random(seed)
        self.staff, self.publisher, self.customers, self.terms = staff, publisher, customers, terms
        self.made = 0

    def next(self) -> Command:
        kinds: list[tuple[int, Callable[[], Command]]] = [
            (2, self._registers),
            (3, self._makes_token),
            (4, self._drafts),
            (4, self._imports),
            (6, self._accepts),
            (2, self._applies),
            (2, self._founds),
        ]
        weights = [weight for weight, _ in kinds]
        return self.chance.choices([make for _, make in kinds], weights)[0]()

    def _name(self, what: str) -> str:
        self.made += 1
        return f"{what}-{self.made}-{self.chance.randrange(16**6):06x}"

    def _registers(self) -> Command:
        body = {"email": f"{self._name('p')}@example.org", "name": "Pat", "password": secrets.token_urlsafe(12)}
        return Command("POST", "/accounts", body, "")

    def _makes_token(self) -> Command:
        body = {"name": self._name("ci"), "scopes": ["read"], "expires": None}
        return Command("POST", "/tokens", body, self.chance.choice(self.customers))

    def _drafts(self) -> Command:
        slug = self._name("tool")
        body = {"publisher": "harbourline", "slug": slug, "kind": "container", "name": slug.title()}
        return Command("POST", "/products", body, self.publisher)

    def _imports(self) -> Command:
        """One of a few external products, in a version of its listing that is new each time."""
        slug, tag = f"listed-{self.chance.randrange(8)}", self._name("v")
        return Command("POST", "/imports", external_listing(slug, [tag]), self.staff)

    def _accepts(self) -> Command:
        product, plan, version = self.chance.choice(self.terms)
        path = f"/products/{product}/plans/{plan}/terms"
        return Command("POST", path, {"version": version}, self.chance.choice(self.customers))

    def _founds(self) -> Command:
        return Command("POST", "/organizations", {"slug": self._name("team"), "name": "Team"}, self.publisher)

    def _applies(self) -> Command:
        body = {
            "slug": self._name("yard"),
            "legal_name": "Yard Ltd",
            "website": "https://yard.example",
            "phone": "+44 20 7946 0000",
            "email": "office@yard.example",
        }
        return Command("POST", "/publishers", body, self.publisher)
