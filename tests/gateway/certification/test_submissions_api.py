"""Submissions by the API: for their publisher and for reviewers, and for nobody else."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.certification import events_api
from gateway.rpc import Pool
from tests.controls import certification as told
from tests.gateway.counter import Counter, bearer
from tests.services.certification.desk import DONE, Desk, check, open_desk, says

AMD = told.AMD64.platform


@dataclass
class Door:
    desk: Desk
    client: FlaskClient
    tokens: dict[str, str]
    keys: Iterator[int] = field(default_factory=itertools.count)

    def post(self, who: str, path: str, body: Any = None, key: str = "") -> TestResponse:
        headers = bearer(self.tokens[who]) | {"Idempotency-Key": key or f"key-{next(self.keys)}"}
        return self.client.post(f"/api/v1{path}", json=body or {}, headers=headers)

    def get(self, who: str, path: str, **headers: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=bearer(self.tokens[who]) | headers)

    @property
    def wanted(self) -> dict[str, str]:
        """The image that was pushed last."""
        named = {"product": "acme/db", "plan": "team", "tag": "2.1", "digest": self.desk.digest}
        return {**named, "engine_version": "29.1"}

    def sends_in(self, *lines: Any) -> str:
        """An image of which the child says this; the submission, as soon as it is examined."""
        self.desk.will_say(*lines, DONE)
        sent = self.opens()
        self.desk.until(sent, "in_review")
        return sent

    def opens(self, key: str = "") -> str:
        sent = self.post("ada", "/submissions", self.wanted, key)
        assert sent.status_code == 201, sent.text
        self.desk.sent.append(sent.json["id"])
        return str(sent.json["id"])


@pytest.fixture(scope="module")
def open_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("store")
    (folder / "gateway").mkdir()
    with open_desk(folder) as desk:
        desk.sells()
        calls = Pool(desk.services.config)
        counter = Counter(folder / "gateway", calls)
        eve = counter.account("eve", "reviewer")
        counter.organization("acme", **{counter.account(told.ADA): "owner", eve: "editor"})
        people = {"ada": told.ADA, "ruth": counter.account(told.RUTH, "reviewer"), "bob": counter.account("bob")}
        tokens = {name: counter.token(account) for name, account in people.items()}
        tokens["eve"] = counter.token(eve, "certify")
        yield Door(desk, counter.client(), tokens)
        calls.close()


@pytest.fixture
def door(open_store: Door) -> Iterator[Door]:
    """With an image that nobody has sent in yet."""
    open_store.desk.pushes_another()
    yield open_store
    open_store.desk.tidies()


def test_an_image_is_sent_in_and_certified(door: Door) -> None:
    sent = door.sends_in(*says(AMD))
    shown = door.get("ada", f"/submissions/{sent}").json
    assert (shown["state"], shown["platforms"][0]["passed"], shown["in_the_way"]) == ("in_review", True, [])
    certified = door.post("ruth", f"/submissions/{sent}/certify", {"until": "2027-06-30"})
    assert (certified.status_code, certified.json["state"]) == (200, "accepted")


def test_sent_again_under_its_key_it_is_one_submission(door: Door) -> None:
    door.desk.will_say("sleep")
    assert door.opens(key="once") == door.opens(key="once")


def test_what_is_in_the_way_is_refused_in_words(door: Door) -> None:
    sent = door.sends_in(*says(AMD, without=["secrets"]), check("secrets", AMD, "fail"))
    refused = door.post("ruth", f"/submissions/{sent}/certify")
    assert (refused.status_code, refused.json["code"]) == (409, "checks-in-the-way")
    assert "secrets on linux/amd64: fail" in refused.json["detail"]


def test_a_check_is_waived_and_the_certificate_ends_with_it(door: Door) -> None:
    sent = door.sends_in(*says(AMD, without=["volumes"]), check("volumes", AMD, "fail"))
    waived = door.post(
        "ruth", f"/submissions/{sent}/waive", {"check": "volumes", "reason": "Known.", "until": "2027-01-31"}
    )
    outcomes = {each["id"]: each["outcome"] for each in waived.json["platforms"][0]["checks"]}
    assert outcomes["volumes"] == "waived"
    assert door.post("ruth", f"/submissions/{sent}/certify").status_code == 200
    certificate = door.desk.services.until(lambda: door.get("ada", f"/submissions/{sent}").json["certificate"])
    assert certificate["until"] == "2027-01-31"


def test_questions_are_asked_and_answered(door: Door) -> None:
    sent = door.sends_in(*says(AMD))
    assert door.post("ruth", f"/submissions/{sent}/ask", {"text": "Why root?"}).json["state"] == "waiting"
    assert door.post("ada", f"/submissions/{sent}/answer", {"text": "Port 80."}).json["state"] == "in_review"


def test_it_is_assigned_and_rejected_with_reasons(door: Door) -> None:
    sent = door.sends_in(*says(AMD))
    assert door.post("ruth", f"/submissions/{sent}/assign").json["reviewer"] == told.RUTH
    rejected = door.post("ruth", f"/submissions/{sent}/reject", {"reasons": ["It holds a key."]})
    assert (rejected.json["state"], rejected.json["reasons"]) == ("rejected", ["It holds a key."])


def test_it_is_withdrawn(door: Door) -> None:
    sent = door.sends_in(*says(AMD))
    assert door.post("ada", f"/submissions/{sent}/withdraw").json["state"] == "withdrawn"


def test_lists_are_for_its_publisher_and_for_reviewers(door: Door) -> None:
    sent = door.sends_in(*says(AMD))
    for who, query in (("ada", "?publisher=acme"), ("ruth", "?publisher=acme"), ("ruth", "?state=in_review")):
        assert sent in [each["id"] for each in door.get(who, f"/submissions{query}").json["items"]]
    others = door.get("ada", "/submissions?publisher=acme&state=accepted").json["items"]
    assert {each["state"] for each in others} <= {"accepted"}
    assert door.get("ada", "/submissions").status_code == 403


def test_others_are_turned_away(door: Door) -> None:
    sent = door.sends_in(*says(AMD))
    for path in ("", "/report", "/difference", "/events"):
        assert door.get("bob", f"/submissions/{sent}{path}").json["code"] == "not-yours"
    assert door.post("bob", "/submissions", door.wanted).json["code"] == "not-yours"
    assert door.post("ada", f"/submissions/{sent}/certify").json["code"] == "staff-only"


def test_a_token_that_may_certify_alone_lets_nobody_decide_on_what_their_own_publisher_sent_in(door: Door) -> None:
    sent = door.sends_in(*says(AMD))
    for action, body in (("certify", {}), ("reject", {"reasons": ["No."]}), ("ask", {"text": "?"}), ("assign", {})):
        assert door.post("eve", f"/submissions/{sent}/{action}", body).json["code"] == "own-submission"


def test_who_asks_for_no_more_than_headers_takes_no_place_from_who_watches(door: Door) -> None:
    door.desk.will_say("sleep")
    sent = door.opens()
    for _ in range(5):
        answer = door.client.head(f"/api/v1/submissions/{sent}/events", headers=bearer(door.tokens["ada"]))
        assert answer.status_code == 200
    assert events_api.HELD.acquire(blocking=False)
    events_api.HELD.release()


def test_what_nobody_sent_in_is_not_found(door: Door) -> None:
    assert door.get("ruth", "/submissions/nothing").status_code == 404


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("json", "application/json"),
        ("sarif", "application/sarif+json"),
        ("junit", "application/xml"),
        ("html", "text/html"),
    ],
)
def test_a_report_comes_in_every_form(door: Door, form: str, media_type: str) -> None:
    sent = door.sends_in(*says(AMD))
    answer = door.get("ada", f"/submissions/{sent}/report?format={form}")
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "secrets" in answer.text


def test_what_changed_is_told_for_each_platform(door: Door) -> None:
    first = door.sends_in(*says(AMD))
    before = door.desk.digest
    door.post("ruth", f"/submissions/{first}/certify")
    door.desk.services.until(lambda: door.get("ada", f"/submissions/{first}").json["certificate"])
    door.desk.pushes_another()
    told = door.get("ruth", f"/submissions/{door.sends_in(*says(AMD))}/difference").json
    assert (told["before"], [each["platform"] for each in told["platforms"]]) == (
        {"tag": "2.1", "digest": before},
        [AMD],
    )


def test_what_happens_comes_as_events_from_where_one_was(door: Door) -> None:
    sent = door.sends_in(*says(AMD))
    stream = door.get("ada", f"/submissions/{sent}/events")
    assert (stream.status_code, stream.mimetype) == (200, "text/event-stream")
    numbers = [int(line[4:]) for line in stream.text.splitlines() if line.startswith("id: ")]
    assert numbers == list(range(1, len(numbers) + 1))
    rest = door.get("ada", f"/submissions/{sent}/events", **{"Last-Event-ID": "2"})
    assert "id: 3\n" in rest.text
    assert "id: 2\n" not in rest.text


def test_a_decided_submission_has_no_more_events(door: Door) -> None:
    sent = door.sends_in(*says(AMD))
    door.post("ada", f"/submissions/{sent}/withdraw")
    assert door.get("ada", f"/submissions/{sent}/events", **{"Last-Event-ID": "999"}).status_code == 204


def test_who_watches_too_many_is_answered_at_once(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events_api, "HELD", events_api.BoundedSemaphore(1))
    monkeypatch.setattr(events_api, "LONGEST", 0.0)
    door.desk.will_say(*says(AMD), "sleep")
    sent = door.opens()
    events_api.HELD.acquire()
    assert "event: opened" in door.get("ada", f"/submissions/{sent}/events").text
    events_api.HELD.release()
    assert "event: opened" in door.get("ada", f"/submissions/{sent}/events").text
    assert events_api.HELD.acquire(blocking=False)  # given back


def test_what_is_asked_of_images_is_open_to_everybody(door: Door) -> None:
    asked = door.client.get("/api/v1/certification/policy").json
    assert asked["kinds"]["container"]["secrets"] == "required"
    assert door.client.get("/api/v1/certification/infrastructures").json == {"infrastructures": [], "engines": []}


def test_a_certificate_is_renewed_and_revoked(door: Door) -> None:
    sent = door.sends_in(*says(AMD))
    door.post("ruth", f"/submissions/{sent}/certify", {"until": "2027-06-30"})
    door.desk.services.until(lambda: door.get("ada", f"/submissions/{sent}").json["certificate"])
    certificate = f"/certificates/acme/team/{door.desk.digest}"
    assert door.post("ruth", f"{certificate}/renew", {"until": "2027-07-31"}).status_code == 200
    assert door.post("ruth", f"{certificate}/revoke", {"reason": "It was another."}).status_code == 200
    assert door.get("ada", f"/submissions/{sent}").json["certificate"]["state"] == "revoked"
