"""Whatever is sent, the answer is a problem with a code that programs can rely on; never a fault of ours."""

import json

import pytest
from flask import Flask, Response, jsonify
from flask.testing import FlaskClient
from marshmallow import fields

from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing, Refused, Unavailable
from gateway import http
from gateway.problems import SENTENCES
from tests.gateway.counter import URL, Counter

blp = http.Blueprint("errors_trial", __name__, url_prefix="/api/v1/trial")
KINDS = {kind.__name__: kind for kind in (Conflicting, Forbidden, Invalid, Missing, Unavailable)}


class Inner(http.Schema):
    size = fields.Integer(required=True)


class Thing(http.Schema):
    name = fields.String(required=True)
    parts = fields.List(fields.Nested(Inner))
    number = fields.Integer()


class Asked(http.Schema):
    q = fields.String()


@blp.route("/things", methods=["POST"])
@blp.arguments(Thing)
def things(thing: dict[str, object]) -> Response:
    return jsonify(thing)


@blp.route("/search", methods=["GET"])
@blp.arguments(Asked, location="query")
def search(asked: dict[str, object]) -> Response:
    return jsonify(asked)


@blp.route("/refuse/<kind>/<code>", methods=["GET"])
def refuse(kind: str, code: str) -> Response:
    raise KINDS[kind](code, "because")


@blp.route("/fault", methods=["GET"])
def fault() -> Response:
    raise RuntimeError("a bug of ours")


def with_ours(counter: Counter) -> Flask:
    """The application with a few views of our own before it."""
    app = counter.app()
    app.register_blueprint(blp)
    return app


@pytest.fixture
def app(counter: Counter) -> Flask:
    """One that may be changed."""
    return with_ours(counter)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return with_ours(Counter(tmp_path_factory.mktemp("shared")))


@pytest.fixture
def client(shared: Flask) -> FlaskClient:
    """Somebody who sends whatever comes to mind."""
    return shared.test_client()


def send(client: FlaskClient, body: bytes, content_type: str = "application/json") -> tuple[int, str]:
    answer = client.post("/api/v1/trial/things", data=body, headers={"Content-Type": content_type})
    assert answer.mimetype == "application/problem+json", answer.text
    told = answer.get_json()
    assert told["type"] == f"{URL}/problems/{told['code']}"
    assert told["status"] == answer.status_code
    return answer.status_code, told["code"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", (400, "malformed-json")),
        (b"\xff", (400, "malformed-json")),
        (b"", (400, "malformed-json")),
        (b'{"name": NaN}', (400, "malformed-json")),
        (b'{"name": "\\ud800"}', (400, "malformed-json")),
        (b'{"name": "a\\u0000b"}', (422, "invalid-input")),
        (b"[" * 100_000, (400, "malformed-json")),
        (b'{"name": ' + b"[" * 50 + b"]" * 50 + b"}", (400, "malformed-json")),
        (b'{"name": "x", "number": ' + b"9" * 5000 + b"}", (400, "malformed-json")),
        (b'{"name": "x", "number": 1e999}', (422, "invalid-input")),
        (b'{"name": "x", "number": 9223372036854775808}', (422, "invalid-input")),
        (b'"text"', (422, "invalid-input")),
        (b"[]", (422, "invalid-input")),
        (b"null", (422, "invalid-input")),
        (b"{}", (422, "invalid-input")),
    ],
)
def test_a_body_that_is_not_right_is_refused(client: FlaskClient, body: bytes, expected: tuple[int, str]) -> None:
    assert send(client, body) == expected


def test_unknown_fields_are_named(client: FlaskClient) -> None:
    body = {"name": "x", "colour": "red", "parts": [{"size": "big", "more": 1}]}
    told = client.post("/api/v1/trial/things", json=body).get_json()
    assert {error["field"] for error in told["errors"]} == {"colour", "parts.0.size", "parts.0.more"}


def test_unknown_query_parameters_are_named(client: FlaskClient) -> None:
    answer = client.get("/api/v1/trial/search?q=x&sort=1")
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "sort")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
)
def test_only_json_is_taken(client: FlaskClient, content_type: str) -> None:
    assert send(client, b'{"name": "x"}', content_type) == (415, "content-type-not-supported")


def test_an_empty_body_needs_no_type_even_where_the_server_makes_one_up(client: FlaskClient) -> None:
    told = client.post("/api/v1/trial/things", content_type="text/plain")
    assert (told.status_code, told.get_json()["errors"][0]["field"]) == (422, "name")


def test_ten_megabytes_are_refused_before_they_are_read(client: FlaskClient) -> None:
    assert send(client, b'"' + b"x" * 10_000_000 + b'"') == (413, "body-too-large")


@pytest.mark.parametrize("path", ["/api/v1/trial/search?q=a%00b", "/api/v1/trial%00/search"])
def test_addresses_hold_no_zero_bytes(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


def test_an_address_has_an_end(client: FlaskClient) -> None:
    answer = client.get("/api/v1/trial/search?q=" + "x" * 8000)
    assert (answer.status_code, answer.get_json()["code"]) == (414, "address-too-long")


def test_a_method_that_is_not_taken_is_answered_with_those_that_are(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/trial/things")
    assert (answer.status_code, answer.get_json()["code"]) == (405, "method-not-allowed")
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("kind", "status"), [(Invalid, 422), (Forbidden, 403), (Missing, 404), (Conflicting, 409), (Unavailable, 503)]
)
def test_a_refusals_kind_is_the_status(client: FlaskClient, kind: type[Refused], status: int) -> None:
    answer = client.get(f"/api/v1/trial/refuse/{kind.__name__}/some-code")
    told = answer.get_json()
    assert (answer.status_code, told["code"], told["detail"]) == (status, "some-code", "because")


def test_who_is_refused_for_now_is_told_when_to_come_again(client: FlaskClient) -> None:
    assert int(client.get("/api/v1/trial/refuse/Unavailable/service-unavailable").headers["Retry-After"]) > 0


def test_a_fault_of_ours_tells_nothing_of_itself(app: Flask) -> None:
    app.testing = False
    answer = app.test_client().get("/api/v1/trial/fault")
    assert (answer.status_code, answer.get_json()["code"]) == (500, "our-mistake")
    assert "RuntimeError" not in answer.text


def test_a_fault_is_logged_by_its_rule_since_a_path_may_end_in_a_secret(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.testing = False
    app.add_url_rule("/api/v1/trial/reset/<token>", "broken", lambda token: 1 / 0)
    app.test_client().get("/api/v1/trial/reset/the-secret")
    assert [record.getMessage() for record in caplog.records] == ["GET /api/v1/trial/reset/<token> failed"]


def test_people_get_a_page(client: FlaskClient) -> None:
    answer = client.get("/there/is/nothing/here")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_every_answer_forbids_other_hosts(client: FlaskClient) -> None:
    policy = client.get("/there/is/nothing/here").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_every_sentence_is_one(client: FlaskClient) -> None:
    assert all(text.endswith(".") and text[0].isupper() for text in SENTENCES.values())


def test_a_problems_address_says_what_it_means(client: FlaskClient) -> None:
    told = client.get("/api/v1/nothing").get_json()
    page = client.get(told["type"].removeprefix(URL))
    assert page.status_code == 200
    assert told["title"] in page.text


def test_json_that_is_right_is_taken(client: FlaskClient) -> None:
    answer = client.post("/api/v1/trial/things", data=json.dumps({"name": "é", "number": 2**63 - 1}).encode())
    assert answer.status_code == 415
    taken = client.post("/api/v1/trial/things", json={"name": "é", "number": 2**63 - 1})
    assert taken.get_json()["name"] == "é"
