"""What the API tells of TSANet, to the store's desk alone."""

from typing import Any

import pytest

from eventlog.refusal import Forbidden, Unavailable
from gateway.calling import NoServices
from tests.gateway.counter import Counter, bearer

BETA = {"company": "Beta", "department": "", "document": "company-2", "to": "partner:Beta#company-2"}
STANDING = {"member": True, "url": "https://x.example", "user": "api", "asked_at": None, "cases": 0, "wrong": []}


class Desk(NoServices):
    """Support as it answers, or refuses."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.asked: list[str] = []
        self._refusal = refusal

    def call(self, service: str, method: str, *arguments: Any) -> Any:
        if self._refusal is not None:
            raise self._refusal
        self.asked.append(method)
        return [BETA] if method == "partners" else STANDING


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Counter:
    made = Counter(tmp_path_factory.mktemp("counter"))
    made.account("sam", "support")
    return made


def asked(counter: Counter, method: str, path: str, *scopes: str) -> Any:
    sent = bearer(counter.token("sam", *scopes))
    return counter.client().open(f"/api/v1{path}", method=method, headers=sent)


def test_the_desk_sees_how_it_stands_with_tsanet_and_looks_at_once(counter: Counter) -> None:
    counter.calls = desk = Desk()
    assert asked(counter, "GET", "/tsanet").json == asked(counter, "POST", "/tsanet/look").json == STANDING
    assert desk.asked == ["tsanet_status", "look_at_tsanet"]


def test_partners_are_found_by_name(counter: Counter) -> None:
    counter.calls = Desk()
    assert asked(counter, "GET", "/tsanet/partners?name=be").json == {"items": [BETA], "total": 1, "next": None}
    assert asked(counter, "GET", "/tsanet/partners?name=").status_code == 422


@pytest.mark.parametrize(
    ("refusal", "status"), [(Forbidden("staff-only"), 403), (Unavailable("tsanet-away", "HTTP 502"), 503)]
)
def test_what_cannot_be_told_says_why(counter: Counter, refusal: Exception, status: int) -> None:
    counter.calls = Desk(refusal)
    answer = asked(counter, "POST", "/tsanet/look")
    assert (answer.status_code, answer.json["code"]) == (status, getattr(refusal, "code", ""))


def test_a_token_for_something_else_is_refused(counter: Counter) -> None:
    counter.calls = Desk()
    assert asked(counter, "GET", "/tsanet", "read", "buy").status_code == 403
