"""What the API tells of TSANet, to the store's desk alone."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventlog.refusal import Forbidden, Unavailable
from gateway.calling import NoServices
from tests.gateway.counter import Counter, bearer

BETA = {"company": "Beta", "department": "", "document": "company-2", "to": "partner:Beta#company-2"}
STANDING = {"member": True, "url": "https://x.example", "user": "api", "asked_at": None, "cases": 0, "wrong": []}


class Answering(NoServices):
    """Support as it answers, or refuses."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.refusal: Exception | None = None

    def call(self, service: str, method: str, *arguments: Any) -> Any:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append(method)
        return [BETA] if method == "partners" else STANDING


@dataclass
class Desk:
    client: FlaskClient
    sam: dict[str, str]
    reader: dict[str, str]  # whose token is for something else
    support: Answering = field(default_factory=Answering)

    def ask(self, method: str, path: str, by: dict[str, str] | None = None) -> Any:
        return self.client.open(f"/api/v1{path}", method=method, headers=by or self.sam)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    support = Answering()
    counter = Counter(tmp_path_factory.mktemp("counter"), support)
    sam = counter.account("sam", "support")
    tokens = (counter.token(sam), counter.token(sam, "read", "buy"))
    return Desk(counter.client(), *(bearer(each) for each in tokens), support)


@pytest.fixture
def desk(door: Desk) -> Desk:
    door.support.refusal, door.support.asked = None, []
    return door


def test_the_desk_sees_how_it_stands_with_tsanet_and_looks_at_once(desk: Desk) -> None:
    assert desk.ask("GET", "/tsanet").json == desk.ask("POST", "/tsanet/look").json == STANDING
    assert desk.support.asked == ["tsanet_status", "look_at_tsanet"]


def test_partners_are_found_by_name(desk: Desk) -> None:
    assert desk.ask("GET", "/tsanet/partners?name=be").json == {"items": [BETA], "total": 1, "next": None}
    assert desk.ask("GET", "/tsanet/partners?name=").status_code == 422


@pytest.mark.parametrize(
    ("refusal", "status"), [(Forbidden("staff-only"), 403), (Unavailable("tsanet-away", "HTTP 502"), 503)]
)
def test_what_cannot_be_told_says_why(desk: Desk, refusal: Exception, status: int) -> None:
    desk.support.refusal = refusal
    answer = desk.ask("POST", "/tsanet/look")
    assert (answer.status_code, answer.json["code"]) == (status, getattr(refusal, "code", ""))


def test_a_token_for_something_else_is_refused(desk: Desk) -> None:
    assert desk.ask("GET", "/tsanet", desk.reader).status_code == 403
    assert desk.support.asked == []
