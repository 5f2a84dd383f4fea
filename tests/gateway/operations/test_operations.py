"""What operators read: health part by part, the logs, and why somebody may pull or not."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.catalog import events as catalog
from tests.gateway.counter import Counter, bearer


@pytest.fixture
def counter(counter: Counter) -> Counter:
    """Acme's database, whose terms Bob has not accepted; Olga runs the store."""
    for name, roles in (("ada", ()), ("bob", ()), ("olga", ("operator",)), ("rita", ("reviewer",))):
        counter.account(name, *roles)
    counter.publisher("acme", "ada")
    counter.product("acme/db", access="terms", terms="1")
    return counter


def why(counter: Counter, holder: str, repository: str) -> dict[str, Any]:
    query = {"holder": holder, "repository": repository}
    headers = bearer(counter.token("olga"))
    answer = counter.client().get("/api/v1/admin/why", query_string=query, headers=headers)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def test_a_refusal_is_explained_by_what_lacks(counter: Counter) -> None:
    told = why(counter, "bob", "acme/db")
    assert (told["allowed"], told["code"]) == (False, "terms-not-accepted")
    assert told["missing"] == ["the acceptance of the present version of the plan's terms"]


def test_a_right_is_explained_by_its_events(counter: Counter) -> None:
    counter.entitle("bob", "acme/db", terms="1")
    told = why(counter, "bob", "acme/db")
    assert (told["allowed"], told["missing"]) == (True, [])
    texts = [fact["text"] for fact in told["because"]]
    assert "bob got the right: terms-accepted, terms version 1" in texts
    assert "product acme/db became published" in texts
    assert all(fact["event"] and fact["at"].endswith("Z") for fact in told["because"])


def test_nobodys_refusal_is_explained(counter: Counter) -> None:
    assert why(counter, "", "acme/db")["code"] == "sign-in-needed"


@pytest.mark.parametrize(
    ("holder", "repository", "rule", "text"),
    [
        ("ada", "staging/acme/db", "own-staging", "ada became owner of acme"),
        ("rita", "staging/acme/db", "reviewer", "rita became reviewer"),
    ],
)
def test_rights_of_role_are_explained(counter: Counter, holder: str, repository: str, rule: str, text: str) -> None:
    told = why(counter, holder, repository)
    assert (told["allowed"], told["rule"]) == (True, rule)
    assert text in [fact["text"] for fact in told["because"]]


def test_an_account_that_is_not_there_is_told(counter: Counter) -> None:
    assert why(counter, "nobody-of-us", "acme/db")["code"] == "unknown-account"


def test_a_revoked_product_is_explained(counter: Counter) -> None:
    counter.tell(("product-id-acme-db", catalog.ProductRevoked("id-acme-db")))
    assert why(counter, "bob", "acme/db")["code"] == "product-revoked"


def test_an_organizations_right_is_told_with_the_membership_that_leads_to_it(counter: Counter) -> None:
    counter.organization("globex", bob="member")
    counter.entitle("globex", "acme/db", terms="1")
    texts = [fact["text"] for fact in why(counter, "bob", "acme/db")["because"]]
    assert "bob became member of globex" in texts
    assert any(text.startswith("globex got the right") for text in texts)


def test_a_robot_is_asked_for_by_its_name(counter: Counter) -> None:
    counter.organization("globex", bob="owner")
    counter.robot("globex", "pull", products=("acme/other",))
    counter.entitle("globex", "acme/db", terms="1")
    told = why(counter, "globex+ci-1", "acme/db")
    assert (told["allowed"], told["code"]) == (False, "robot-kept-to-others")
    assert why(counter, "globex+nobody", "acme/db")["code"] == "unknown-account"


@pytest.mark.parametrize("path", ["/api/v1/admin/why?repository=acme/db", "/api/v1/admin/logs"])
def test_only_staff_may_ask(counter: Counter, path: str) -> None:
    client = counter.client()
    assert client.get(path).status_code == 401
    assert client.get(path, headers=bearer(counter.token("bob"))).get_json()["code"] == "staff-only"
    assert client.get(path, headers=bearer(counter.token("olga", "read"))).get_json()["code"] == "scope-missing"
    assert client.get(path, headers=bearer(counter.token("olga"))).status_code == 200


def test_the_logs_say_how_far_the_views_are(counter: Counter) -> None:
    told = counter.client().get("/api/v1/admin/logs", headers=bearer(counter.token("olga"))).get_json()
    states = {log["source"]: (log["state"], log["views"], log["lag"]) for log in told["items"]}
    assert states["catalog"] == ("away", 6, None)
    assert told["items"][0]["parked"] == []


def test_pages_are_healthy_while_services_are_away(counter: Counter) -> None:
    assert counter.client().get("/healthz").status_code == 200
    answer = counter.client().get("/readyz")
    told = answer.get_json()["parts"]
    assert answer.status_code == 503
    assert (told["views"]["state"], told["catalog"]["state"]) == ("ready", "away")


def test_the_openapi_document_names_each_operations_scope(counter: Counter) -> None:
    document = counter.client().get("/api/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    assert document["paths"]["/api/v1/admin/why"]["get"]["security"][0] == {"bearer": ["staff"]}


def test_readers_who_come_first_and_at_once_get_one_whole_document(counter: Counter) -> None:
    app = counter.app()
    with ThreadPoolExecutor(3) as readers:
        told = set(readers.map(lambda _: app.test_client().get("/api/openapi.json").data, range(3)))
    assert len(told) == 1
    assert counter.client().get("/api/openapi.json").data in told


def test_the_apis_page_shows_every_operation_and_needs_no_other_host(counter: Counter) -> None:
    document = counter.client().get("/api/openapi.json").get_json()
    page = counter.client().get("/api/docs").text
    assert all(path in page for path in document["paths"])
    assert 'src="http' not in page


def test_the_apis_page_says_what_a_plans_terms_are_made_of(counter: Counter) -> None:
    page = counter.client().get("/api/docs").text
    assert all(f"<code>terms.{name}</code>" in page for name in ("version", "text"))
