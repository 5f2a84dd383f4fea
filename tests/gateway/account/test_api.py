"""Accounts and access tokens by the API, on running services."""

from typing import Any

import pytest

from tests.gateway.counter import basic, bearer
from tests.gateway.opened import Opened
from tests.parts.people import new_address
from tests.services.identity.conftest import PASSWORD

ADA = {"email": "ada@example.org", "name": "Ada Lovelace", "password": PASSWORD}


@pytest.fixture
def ada() -> str:
    return new_address("ada")


@pytest.fixture
def bob() -> str:
    return new_address("bob")


def signing_up(email: str) -> dict[str, str]:
    return {**ADA, "email": email}


def by(email: str) -> dict[str, str]:
    return basic(email, PASSWORD)


def code_of(answer: Any) -> tuple[int, str]:
    assert answer.mimetype == "application/problem+json", answer.text
    assert answer.json["type"].endswith(f"/problems/{answer.json['code']}")
    return answer.status_code, answer.json["code"]


# registering


def test_an_account_is_opened_verified_and_used(store: Opened, ada: str) -> None:
    opened = store.post("/accounts", signing_up(ada))
    assert (opened.status_code, opened.json["email"], opened.json["verified"]) == (201, ada, False)
    verified = store.post("/accounts/verify", {"token": store.desk.link(ada)})
    assert (verified.status_code, verified.json) == (200, {"account": opened.json["id"]})
    assert store.post("/tokens", {"name": "laptop", "scopes": ["read"]}, **by(ada)).status_code == 201


def test_the_answer_to_a_taken_address_differs_in_nothing_but_the_id(store: Opened, ada: str) -> None:
    first = store.post("/accounts", signing_up(ada))
    store.post("/accounts/verify", {"token": store.desk.link(ada)})
    second = store.post("/accounts", signing_up(ada))
    assert {**first.json, "id": ""} == {**second.json, "id": ""}
    assert first.json["id"] != second.json["id"]
    assert sorted(first.headers.keys()) == sorted(second.headers.keys())
    assert second.status_code == 201


def test_the_same_key_answers_the_same_and_with_another_body_it_is_refused(store: Opened, ada: str, bob: str) -> None:
    answers = [store.post("/accounts", signing_up(ada), key=ada).json for _ in range(2)]
    assert answers[0] == answers[1]
    reused = store.post("/accounts", signing_up(bob), key=ada)
    assert code_of(reused) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**ADA, "email": "ada"}, "email-unfit"),
        ({**ADA, "name": " "}, "name-unfit"),
        ({**ADA, "password": "short"}, "password-too-short"),
        ({**ADA, "admin": True}, "invalid-input"),
        ({"email": "ada@example.org"}, "invalid-input"),
        ({**ADA, "name": 7}, "invalid-input"),
        ([], "invalid-input"),
    ],
)
def test_what_does_not_fit_is_a_problem_with_a_code(store: Opened, body: Any, code: str) -> None:
    assert code_of(store.post("/accounts", body)) == (422, code)


def test_an_unknown_field_is_named(store: Opened) -> None:
    refused = store.post("/accounts", {**ADA, "admin": True})
    assert refused.json["errors"] == [{"field": "admin", "detail": "Unknown field."}]


def test_a_link_that_is_none_has_expired(store: Opened) -> None:
    assert code_of(store.post("/accounts/verify", {"token": "guessed"})) == (404, "link-expired")


@pytest.mark.parametrize("path", ["/accounts/resend-verification", "/accounts/request-password-reset"])
def test_asking_for_a_letter_does_not_tell_who_has_an_account(store: Opened, ada: str, path: str) -> None:
    store.desk.member(ada)
    known = store.post(path, {"email": ada})
    unknown = store.post(path, {"email": "nobody@example.org"})
    assert (known.status_code, known.json) == (unknown.status_code, unknown.json) == (202, {"state": "under-way"})
    assert sorted(known.headers.keys()) == sorted(unknown.headers.keys())


# passwords


def test_a_password_is_reset_by_letter(store: Opened, ada: str) -> None:
    store.desk.member(ada)
    store.post("/accounts/request-password-reset", {"email": ada})
    body = {"token": store.desk.link(ada, 2), "password": "a better password"}
    assert store.post("/accounts/reset-password", body).status_code == 200
    refused = store.post("/tokens", {"name": "laptop", "scopes": ["read"]}, **by(ada))
    assert code_of(refused) == (401, "wrong-credentials")
    assert store.token(ada, "read", password="a better password")


def test_a_password_is_changed_by_who_knows_it(store: Opened, ada: str) -> None:
    token = store.member(ada)
    body = {"password": PASSWORD, "new_password": "a better password"}
    assert store.post("/accounts/change-password", body, **bearer(token)).status_code == 200
    assert code_of(store.post("/accounts/change-password", body, **bearer(token))) == (401, "wrong-credentials")


# tokens


def test_a_token_opens_what_its_scope_says(store: Opened, ada: str) -> None:
    token = store.member(ada, "read")
    assert store.get("/me", token).json["email"] == ada
    assert code_of(store.get(f"/accounts?email={ada}", token)) == (403, "scope-missing")


def test_a_token_is_shown_once_and_the_second_answer_says_why(store: Opened, ada: str) -> None:
    store.desk.member(ada)
    body = {"name": "laptop", "scopes": ["read"]}
    first, second = (store.post("/tokens", body, key=ada, **by(ada)) for _ in range(2))
    assert first.json["token"].startswith("chy_")
    assert (second.status_code, second.json["id"], second.json["token"]) == (201, first.json["id"], None)
    assert "shown once" in second.json["detail"]


def test_a_wrong_password_makes_no_token(store: Opened, ada: str) -> None:
    store.desk.member(ada)
    body = {"name": "laptop", "scopes": ["read"]}
    wrong = store.post("/tokens", body, **basic(ada, "a guess at it"))
    unknown = store.post("/tokens", body, **basic("nobody@example.org", "a guess at it"))
    assert code_of(wrong) == code_of(unknown) == (401, "wrong-credentials")
    assert wrong.json == unknown.json


def test_too_many_guesses_have_to_wait(store: Opened, ada: str) -> None:
    for _ in range(5):
        store.post("/tokens", {"name": "x", "scopes": ["read"]}, **basic(ada, "a guess at it"))
    refused = store.post("/tokens", {"name": "x", "scopes": ["read"]}, **basic(ada, "a guess at it"))
    assert code_of(refused) == (429, "too-many-sign-ins")
    assert "Retry-After" in refused.headers


def test_an_unverified_account_makes_no_token(store: Opened, ada: str) -> None:
    store.desk.registers(ada)
    assert code_of(store.post("/tokens", {"name": "x", "scopes": ["read"]}, **by(ada))) == (403, "email-not-verified")


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic bm8gY29sb24=", "Basic /////w==", "Digest a", "Bearer"])
def test_a_header_that_cannot_be_read_signs_nobody_in(store: Opened, header: str) -> None:
    refused = store.post("/tokens", {"name": "x", "scopes": ["read"]}, Authorization=header)
    assert refused.status_code == 401
    assert refused.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"scopes": []}, "scopes-missing"),
        ({"scopes": ["everything"]}, "scope-unknown"),
        ({"name": "two\nlines"}, "label-unfit"),
        ({"expires": "2020-01-01T00:00:00Z"}, "expires-in-the-past"),
        ({"expires": "2020-01-01T00:00:00"}, "invalid-input"),
        ({"expires": "tomorrow"}, "invalid-input"),
        ({"networks": ["the office"]}, "network-unreadable"),
        ({"scopes": "read"}, "invalid-input"),
    ],
)
def test_a_token_that_does_not_fit_is_refused(store: Opened, ada: str, more: dict[str, Any], code: str) -> None:
    store.desk.member(ada)
    body = {"name": "laptop", "scopes": ["read"], **more}
    assert code_of(store.post("/tokens", body, **by(ada))) == (422, code)


def test_a_customer_makes_no_token_for_staff(store: Opened, ada: str) -> None:
    store.desk.member(ada)
    refused = store.post("/tokens", {"name": "x", "scopes": ["staff"]}, **by(ada))
    assert code_of(refused) == (403, "staff-only")


def test_a_token_makes_another_that_may_as_much_and_none_that_may_more(store: Opened, ada: str) -> None:
    token = store.member(ada, "read", "pull")
    assert store.post("/tokens", {"name": "x", "scopes": ["pull"]}, **bearer(token)).status_code == 201
    refused = store.post("/tokens", {"name": "x", "scopes": ["push"]}, **bearer(token))
    assert code_of(refused) == (403, "more-than-its-maker")


def test_tokens_are_listed_without_what_opens_doors(store: Opened, ada: str) -> None:
    token = store.member(ada, "read")
    listed = store.get("/tokens", token)
    (item,) = listed.json["items"]
    assert (item["name"], item["scopes"], item["last_four"]) == ("laptop", ["read"], token[-4:])
    assert listed.json["total"] == 1
    assert token not in listed.text


def test_a_revoked_token_opens_nothing_more(store: Opened, ada: str) -> None:
    token = store.member(ada, "read")
    (item,) = store.get("/tokens", token).json["items"]
    assert store.delete(f"/tokens/{item['id']}", token).status_code == 200
    assert code_of(store.get("/me", token)) == (401, "token-unknown")


def test_a_token_of_another_cannot_be_revoked(store: Opened, ada: str, bob: str) -> None:
    ada, bob = store.member(ada), store.member(bob)
    (item,) = store.get("/tokens", ada).json["items"]
    assert code_of(store.delete(f"/tokens/{item['id']}", bob)) == (404, "token-not-found")
    assert store.get("/me", ada).status_code == 200


# sessions


def test_a_session_makes_a_token_with_its_csrf_token_alone(store: Opened, ada: str) -> None:
    store.desk.member(ada)
    store.settle()
    browser = store.client.application.test_client()
    csrf = browser.get("/sign-in").text.partition('name="csrf" value="')[2].partition('"')[0]
    form = {"email": ada, "password": PASSWORD, "csrf": csrf}
    assert browser.post("/sign-in", data=form).status_code == 303
    refused = browser.post("/api/v1/tokens", json={"name": "x", "scopes": ["read"]})
    assert code_of(refused) == (403, "csrf-missing")
    renewed = browser.get("/account").text.partition('name="csrf" value="')[2].partition('"')[0]
    asked = {"X-CSRF-Token": renewed}
    assert browser.post("/api/v1/tokens", json={"name": "x", "scopes": ["read"]}, headers=asked).status_code == 201


# who one is


def test_somebody_asks_who_they_are(store: Opened, ada: str) -> None:
    answer = store.get("/me", store.member(ada)).json
    assert answer == {"id": answer["id"], "email": ada, "name": "Ada", "organizations": [], "roles": []}


def test_nobody_is_nobody(store: Opened) -> None:
    assert code_of(store.client.get("/api/v1/me")) == (401, "not-signed-in")


# operators


def test_an_operator_finds_an_account_and_makes_it_staff(store: Opened, ada: str) -> None:
    root, token = store.operator(), store.member(ada)
    account = store.get(f"/accounts?email={ada.upper()}", root).json["account"]
    assert store.post(f"/accounts/{account}/roles", {"role": "reviewer"}, **bearer(root)).status_code == 200
    assert store.get("/me", token).json["roles"] == ["reviewer"]
    assert store.delete(f"/accounts/{account}/roles/reviewer", root).status_code == 200
    assert store.get("/me", token).json["roles"] == []


def test_an_operator_suspends_and_reinstates_an_account(store: Opened, ada: str) -> None:
    root, ada = store.operator(), store.member(ada)
    account = store.get("/me", ada).json["id"]
    assert store.post(f"/accounts/{account}/suspend", {"reason": "spam"}, **bearer(root)).status_code == 200
    assert code_of(store.get("/me", ada)) == (403, "account-suspended")
    assert store.post(f"/accounts/{account}/reinstate", **bearer(root)).status_code == 200
    assert store.get("/me", ada).status_code == 200


def test_an_operators_token_without_the_staff_scope_is_no_operators(store: Opened) -> None:
    root = store.operator("read")
    account = store.get("/me", root).json["id"]
    refused = store.post(f"/accounts/{account}/roles", {"role": "reviewer"}, **bearer(root))
    assert code_of(refused) == (403, "scope-missing")


def test_an_account_that_is_not_there_is_not_found(store: Opened) -> None:
    root = store.operator()
    assert code_of(store.get("/accounts?email=nobody@example.org", root)) == (404, "account-unknown")
    unknown = store.post("/accounts/nobody/roles", {"role": "reviewer"}, **bearer(root))
    assert code_of(unknown) == (404, "account-unknown")
