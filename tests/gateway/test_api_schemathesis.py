"""Whatever anybody sends to any operation of the API, in any role: an answer that the OpenAPI document names."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.strategies import SearchStrategy, one_of
from schemathesis import APIOperation, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from demo.accounts import PEOPLE
from tests.gateway.counter import Counter
from tests.parts.store import Store, store

EXAMPLES = int(os.environ.get("CHANDLERY_EXAMPLES", "300"))
EACH = int(os.environ.get("CHANDLERY_EXAMPLES_EACH", str(EXAMPLES // 10)))  # in every other role
ROLES = ("nobody", *(person.role for person in PEOPLE))
MEANT_FOR = {"": "nobody", "publish": "publisher", "staff": "operator", "certify": "reviewer", "support": "support"}
PRODUCTS = ("harbourline/tidewater-db", "harbourline/logbook", "library/nginx")

load_all_checks()
# Our rules ask more than a JSON schema can say (a slug that is free, a plan that exists): 422 to valid data is right.
# That no operation ignores its token is told by test_api_scopes.py; here it would cost two more requests each time.
LEFT_OUT = CHECKS.get_by_names(["positive_data_acceptance", "ignored_auth"])
REFUSALS = ["400", "401", "403", "404", "405", "409", "412", "413", "414", "415", "422", "429", "5xx"]
CONFIG = schemathesis.Config.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}})

with tempfile.TemporaryDirectory() as folder:
    DOCUMENT = Counter(Path(folder)).client().get("/api/openapi.json").get_json()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}


@dataclass(frozen=True)
class Place:
    """A running store with what its paths may name, and a token for each role."""

    store: Store
    sacrifice: str  # an account that nobody needs

    def headers(self, role: str) -> dict[str, str]:
        return {} if role == "nobody" else {"Authorization": f"Bearer {self.store.accounts[role]['token']}"}

    def known(self, name: str, drawn: str) -> str:
        """For half of what is drawn, something that is there."""
        place = crc32(repr(drawn).encode())
        if place % 2:
            return drawn
        publisher, _, product = PRODUCTS[place // 2 % len(PRODUCTS)].partition("/")
        there = {"publisher": publisher, "product": product, "plan": "standard", "account": self.sacrifice}
        return there.get(name, drawn)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A store of its own, since operators revoke products here and suspend accounts."""
    with store(tmp_path_factory.mktemp("store")) as opened:
        person = {"email": "lamb@mail.example", "name": "Lamb", "password": "a long password"}
        yield Place(opened, opened.api("POST", "/accounts", person).json()["id"])


def ask(case: schemathesis.Case, headers: dict[str, str], place: Place) -> None:
    key = (case.headers or {}).get("Idempotency-Key", "")
    assume(key == key.strip())  # HTTP takes white space around a header's value off: what arrives may be right
    case.path_parameters = {name: place.known(name, value) for name, value in (case.path_parameters or {}).items()}
    case.call_and_validate(base_url=place.store.url, headers=headers, excluded_checks=LEFT_OUT, timeout=30)


def examples(role: str, operation: APIOperation) -> int:
    """All of them in the role that an operation is meant for: the others' scopes or roles end at its door.

    An operation that is open to everybody asks for no role; some of these take their time, so that nobody learns who
    has an account.
    """
    ways_in = operation.definition.raw.get("security", ())
    asked = [scope for way in ways_in for scope in way.get("bearer", ())]
    if role == MEANT_FOR.get(asked[0] if asked else "", "customer"):
        return EXAMPLES
    return EACH if ways_in else EACH // 6


@cache
def right_and_wrong(operation: APIOperation) -> SearchStrategy[schemathesis.Case]:
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))


@pytest.mark.journey
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_operation_answers_whatever_is_sent(place: Place, role: str, label: str) -> None:
    operation = OPERATIONS[label]
    headers = place.headers(role)

    @settings(
        max_examples=max(examples(role, operation), 2),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(case=right_and_wrong(operation))
    def send(case: schemathesis.Case) -> None:
        ask(case, headers, place)

    send()
