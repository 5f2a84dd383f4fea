"""What an operator sees of the gateway: requests by route, token decisions by rule, and none of it for strangers."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client import REGISTRY

from tests.gateway.counter import HOST, Counter, bearer

METRICS = {"CHANDLERY_METRICS_TOKEN": "for-prometheus"}


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return Counter(tmp_path, environment=METRICS).client()


def test_there_are_no_numbers_for_anybody_where_no_token_is_set(counter: Counter) -> None:
    answer = counter.client().get("/metrics", headers=bearer(""))
    assert (answer.status_code, answer.json["code"]) == (404, "not-found")


@pytest.mark.parametrize(("shown", "status"), [("for-prometheus", 200), ("of-somebody", 401), ("", 401)])
def test_numbers_are_for_who_has_their_token(client: FlaskClient, shown: str, status: int) -> None:
    answer = client.get("/metrics", headers=bearer(shown) if shown else {})
    assert answer.status_code == status
    assert ("chandlery_http_answers_total" in answer.text) == (status == 200)


def test_answers_are_counted_by_route_and_status_and_never_by_path(client: FlaskClient) -> None:
    about = {"method": "GET", "route": "/healthz", "status": "200"}
    before, strangers = value("chandlery_http_answers_total", **about), {"method": "GET", "route": "none"}
    nowhere = value("chandlery_http_answers_total", **strangers, status="404")
    client.get("/healthz?who=ada@example.org")
    assert client.get("/ada@example.org/secret/of/hers").status_code == 404
    assert value("chandlery_http_answers_total", **about) == before + 1
    assert value("chandlery_http_answers_total", **strangers, status="404") == nowhere + 1
    assert "ada" not in client.get("/metrics", headers=bearer("for-prometheus")).text


def test_an_unheard_of_method_makes_no_series_of_its_own(client: FlaskClient) -> None:
    before = value("chandlery_http_answers_total", method="other", route="none", status="405")
    client.open("/healthz", method="BREW")
    assert value("chandlery_http_answers_total", method="other", route="none", status="405") == before + 1


def test_token_decisions_are_counted_by_rule(client: FlaskClient) -> None:
    about = {"service": HOST, "scope": "repository:none/such:pull"}
    asked = [(about, "unknown-repository", 403), ({"service": "elsewhere"}, "service-unknown", 400)]
    for query, rule, status in [*asked, ({"service": HOST}, "signed-in", 200)]:
        before = value("chandlery_token_decisions_total", rule=rule, status=str(status))
        assert client.get("/registry/token", query_string=query).status_code == status
        assert value("chandlery_token_decisions_total", rule=rule, status=str(status)) == before + 1


def test_calls_to_services_are_timed_with_how_they_ended(client: FlaskClient) -> None:
    about = {"service": "identity", "method": "head", "outcome": "unavailable"}
    before = value("chandlery_rpc_seconds_count", **about)
    client.get("/readyz")
    assert value("chandlery_rpc_seconds_count", **about) == before + 1


def test_each_answer_names_what_its_lines_are_found_by(client: FlaskClient) -> None:
    told = [client.get("/healthz").headers["Chandlery-Correlation"] for _ in range(2)]
    assert told[0] != told[1]
    assert re.fullmatch(r"[0-9a-f-]{36}", told[0])
