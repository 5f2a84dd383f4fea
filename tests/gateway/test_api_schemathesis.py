"""Whatever anybody sends to any operation of the API, in any role: an answer that the OpenAPI document names."""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from zlib import crc32

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.strategies import one_of
from requests import Session
from schemathesis import APIOperation, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from demo.accounts import PEOPLE
from tests.gateway.counter import Counter
from tests.parts.store import Store, store

EXAMPLES = int(os.environ.get("CHANDLERY_EXAMPLES", "8"))  # of each operation, in every role: 56 with all of them
ROLES = ("nobody", *(person.role for person in PEOPLE))
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
    connections: Session

    def headers(self, role: str) -> dict[str, str]:
        return {} if role == "nobody" else {"Authorization": f"Bearer {self.store.accounts[role]['token']}"}

    def known(self, name: str, drawn: str) -> str:
        """For half of what is drawn, something that is there."""
        place = crc32(repr(drawn).encode())
        if place % 2:
            return drawn
        publisher, _, product = PRODUCTS[place // 2 % len(PRODUCTS)].partition("/")
        there = {"publisher": publisher, "slug": publisher, "product": product, "plan": "standard"}
        return (there | {"account": self.sacrifice}).get(name, drawn)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A store of its own, since operators revoke products here and suspend accounts."""
    with store(tmp_path_factory.mktemp("store"), program="tests.parts.hurried") as opened:
        person = {"email": "lamb@mail.example", "name": "Lamb", "password": "a long password"}
        with Session() as connections:
            connections.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))  # one role is not another's
            yield Place(opened, opened.api("POST", "/accounts", person).json()["id"], connections)


def ask(case: schemathesis.Case, role: str, place: Place) -> None:
    case.call_and_validate(
        base_url=place.store.url,
        session=place.connections,
        headers=place.headers(role),
        excluded_checks=LEFT_OUT,
        timeout=60,
    )


def cases(operation: APIOperation) -> list[schemathesis.Case]:
    """What is right and what is wrong, as drawn."""
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    drawn: list[schemathesis.Case] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(case=one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes)))
    def draw(case: schemathesis.Case) -> None:
        key = (case.headers or {}).get("Idempotency-Key", "")
        assume(key == key.strip())  # HTTP takes white space around a header's value off: what arrives may be right
        drawn.append(case)

    draw()
    return drawn


@pytest.mark.journey
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_operation_answers_whatever_is_sent_in_every_role(place: Place, label: str) -> None:
    """Drawing a case takes longer than sending it: each is drawn once, and sent in every role at the same time."""
    sent = []
    with ThreadPoolExecutor(len(ROLES)) as hands:
        for case in cases(OPERATIONS[label]):
            case.path_parameters = {name: place.known(name, value) for name, value in case.path_parameters.items()}
            sent += [(role, hands.submit(ask, case, role, place)) for role in ROLES]
    failed = [(role, wrong) for role, answer in sent if (wrong := answer.exception()) is not None]
    if failed:
        role, wrong = failed[0]
        wrong.add_note(f"sent as {role}; {len(failed)} of {len(sent)} failed")
        raise wrong
