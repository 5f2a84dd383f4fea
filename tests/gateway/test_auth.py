"""Who asks is known by an access token or a session; forms and commands carry what proves that they were meant."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, Response, jsonify, redirect
from flask.testing import FlaskClient

from eventlog.decider import Context
from gateway import auth, http
from gateway.ended import Ended
from services.catalog import events as catalog
from services.identity import events as identity
from tests.gateway.counter import AT, Counter, bearer

blp = http.Blueprint("trial", __name__, url_prefix="/api/v1/trial")


@blp.route("/who", methods=["GET", "POST"])
@auth.needs("read")
def who() -> Response:
    return who_it_is()


def who_it_is() -> Response:
    caller = auth.caller()
    return jsonify(account=caller.account, roles=sorted(caller.roles), via=caller.via)


@blp.route("/release", methods=["POST"])
@auth.needs("publish")
def release() -> Response:
    return who_it_is()


@blp.route("/command", methods=["POST"])
def take_command() -> Response:
    return jsonify(auth.command_context().dump())


@pytest.fixture
def app(counter: Counter) -> Flask:
    """The application with a few views of our own before it."""
    app = counter.app()
    app.register_blueprint(blp)
    app.add_url_rule("/trial/enter/<account>", "enter", _enter)
    app.add_url_rule("/trial/leave", "leave", lambda: auth.end_session(Response()))
    app.add_url_rule("/trial/form", "form", auth.csrf_token, methods=["GET"])
    app.add_url_rule("/trial/form", "formed", lambda: "done", methods=["POST"])
    app.add_url_rule("/trial/private", "private", auth.signed_in(lambda: "private"))
    return app


def _enter(account: str) -> Response:
    return auth.start_session(redirect("/"), account)  # type: ignore[arg-type]


def enter(app: Flask, account: str) -> FlaskClient:
    client = app.test_client()
    client.get(f"/trial/enter/{account}")
    return client


def test_an_access_token_speaks_for_its_account(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    told = app.test_client().get("/api/v1/trial/who", headers=bearer(counter.token("ada"))).get_json()
    assert told == {"account": "ada", "roles": [], "via": "token"}


@pytest.mark.parametrize("text", ["", "nonsense", "chy_" + "0" * 33, "chy_\x7f"])
def test_what_is_no_access_token_of_ours_is_refused(app: Flask, text: str) -> None:
    answer = app.test_client().get("/api/v1/trial/who", headers=bearer(text))
    assert (answer.status_code, answer.get_json()["code"]) == (401, "token-unknown")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_nobody_is_told_to_sign_in(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/trial/who")
    assert (answer.status_code, answer.get_json()["code"]) == (401, "not-signed-in")


def test_a_scope_that_lacks_is_named(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    answer = app.test_client().get("/api/v1/trial/who", headers=bearer(counter.token("ada", "pull")))
    assert (answer.status_code, answer.get_json()["code"], answer.get_json()["detail"]) == (
        403,
        "scope-missing",
        "read",
    )


@pytest.mark.parametrize(
    ("scopes", "roles"),
    [
        (("read",), []),
        (("read", "certify"), ["reviewer"]),
        (("read", "staff"), ["operator", "reviewer"]),
        (("read", "publish"), ["acme:owner"]),
    ],
)
def test_a_role_counts_with_its_scope_alone(
    counter: Counter, app: Flask, scopes: tuple[str, ...], roles: list[str]
) -> None:
    counter.account("ada", "reviewer", "operator")
    counter.publisher("acme", "ada")
    told = app.test_client().get("/api/v1/trial/who", headers=bearer(counter.token("ada", *scopes))).get_json()
    assert told["roles"] == roles


def test_a_session_speaks_with_every_scope(counter: Counter, app: Flask) -> None:
    counter.account("ada", "operator")
    told = enter(app, "ada").get("/api/v1/trial/who").get_json()
    assert told == {"account": "ada", "roles": ["operator"], "via": "session"}


def test_a_session_cookie_is_kept_from_scripts_and_other_sites(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    cookie = app.test_client().get("/trial/enter/ada").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_session_cookie_that_was_changed_is_nobodys(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    client = enter(app, "ada")
    cookie = client.get_cookie(auth.SESSION)
    assert cookie is not None
    client.set_cookie(auth.SESSION, "x" + cookie.value)
    assert client.get("/api/v1/trial/who").status_code == 401


def test_a_changed_password_ends_all_sessions(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    client = enter(app, "ada")
    assert client.get("/api/v1/trial/who").status_code == 200
    counter.tell(("account-ada", identity.PasswordChanged("ada", datetime.fromtimestamp(time.time() + 1, UTC))))
    assert client.get("/api/v1/trial/who").status_code == 401


def test_a_session_that_was_signed_out_of_is_over_for_every_copy_of_its_cookie(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    client, copy = enter(app, "ada"), app.test_client()
    cookie = client.get_cookie(auth.SESSION)
    assert cookie is not None
    copy.set_cookie(auth.SESSION, cookie.value)
    assert copy.get("/api/v1/trial/who").status_code == 200
    client.get("/trial/leave")
    assert copy.get("/api/v1/trial/who").status_code == 401
    assert enter(app, "ada").get("/api/v1/trial/who").status_code == 200


def test_sessions_too_old_to_count_are_not_remembered(tmp_path: Path) -> None:
    ended = Ended(tmp_path, life=60)
    ended.note("old")
    os.utime(next(tmp_path.iterdir()), (0, 0))
    ended.note("new")
    assert (ended.has("old"), ended.has("new")) == (False, True)


def test_a_suspended_account_has_no_session(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    client = enter(app, "ada")
    counter.tell(("account-ada", identity.AccountSuspended("ada", "spam")))
    assert client.get("/api/v1/trial/who").status_code == 401


def test_a_form_needs_the_token_of_its_own_page(app: Flask) -> None:
    client = app.test_client()
    token = client.get("/trial/form").text
    assert client.post("/trial/form", data={"csrf": "guessed"}).status_code == 403
    assert client.post("/trial/form", data={"csrf": token}).status_code == 200


def test_a_form_token_of_before_the_sign_in_does_not_count_after_it(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    client = app.test_client()
    before = client.get("/trial/form").text
    client.get("/trial/enter/ada")
    assert client.post("/trial/form", data={"csrf": before}).status_code == 403


def test_a_call_with_the_session_needs_the_token_as_a_header(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    client = enter(app, "ada")
    assert client.post("/api/v1/trial/who").get_json()["code"] == "csrf-missing"
    headers = {"X-CSRF-Token": client.get("/trial/form").text}
    assert client.post("/api/v1/trial/who", headers=headers).status_code == 200


def test_a_call_with_an_access_token_needs_no_form(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    assert app.test_client().post("/api/v1/trial/who", headers=bearer(counter.token("ada"))).status_code == 200


def test_a_private_page_asks_to_sign_in_and_comes_back(app: Flask) -> None:
    answer = app.test_client().get("/trial/private?tab=2")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/trial/private%3Ftab%3D2")


def command(app: Flask, key: str, body: object, **headers: str) -> Context:
    sent = {"Idempotency-Key": key, **headers}
    return Context.load(app.test_client().post("/api/v1/trial/command", json=body, headers=sent).get_json())


def test_the_same_key_and_body_come_to_the_same_command(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    token = bearer(counter.token("ada"))
    first, again = command(app, "k1", {"a": 1}, **token), command(app, "k1", {"a": 1}, **token)
    other = command(app, "k1", {"a": 2}, **token)
    assert (first.actor, first.command_id, first.fingerprint) == ("ada", "k1", again.fingerprint)
    assert other.fingerprint != first.fingerprint


def test_two_strangers_with_the_same_key_do_not_meet(counter: Counter) -> None:
    proxied = Counter(counter.folder / "other", environment={"CHANDLERY_TRUSTED_PROXIES": "127.0.0.0/8"})
    app = proxied.app()
    app.register_blueprint(blp)
    one, other = ({"X-Forwarded-For": address} for address in ("192.0.2.1", "192.0.2.2"))
    assert command(app, "k1", {}, **one).actor != command(app, "k1", {}, **other).actor
    assert command(app, "k1", {}, **one).actor == command(app, "k1", {}, **one).actor


@pytest.mark.parametrize("key", ["", "two words", "x" * 201, "é"])
def test_a_key_that_is_none_is_refused(app: Flask, key: str) -> None:
    headers = {"Idempotency-Key": key.encode().decode("latin-1")}
    assert app.test_client().post("/api/v1/trial/command", json={}, headers=headers).status_code == 422


def test_a_publisher_that_was_rejected_stays_its_owners(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    counter.publisher("acme", "ada")
    counter.tell(("publisher-acme", catalog.PublisherRejected("acme", ())), at=AT)
    told = app.test_client().get("/api/v1/trial/who", headers=bearer(counter.token("ada"))).get_json()
    assert told["roles"] == ["acme:owner"]


def test_an_access_token_opens_no_page(counter: Counter, app: Flask) -> None:
    """Pages ask for no scopes: a token that may only pull could make itself one there that may all."""
    counter.account("ada")
    answer = app.test_client().get("/trial/private", headers=bearer(counter.token("ada", "pull")))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/trial/private")


@pytest.mark.parametrize("told", ["catalog:1\r\nSet-Cookie: a=b", "catalog:²", "catalog:" + "9" * 3000, "no position"])
def test_a_position_that_is_none_is_not_waited_for(app: Flask, told: str) -> None:
    client = app.test_client()
    client.set_cookie(auth.POSITION, told)
    answer = client.get("/trial/form")
    assert (answer.status_code, answer.headers.get(http.BEHIND)) == (200, None)


def test_what_the_api_tells_somebody_is_kept_by_no_cache(counter: Counter, app: Flask) -> None:
    counter.account("ada")
    answer = app.test_client().get("/api/v1/trial/who", headers=bearer(counter.token("ada")))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert {"Authorization", "Cookie"} <= set(answer.vary)


def test_a_token_that_is_shown_once_is_kept_by_no_cache(app: Flask) -> None:
    answer = app.test_client().post("/api/v1/trial/command", json={})
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_robot_that_may_publish_acts_as_an_editor(counter: Counter, app: Flask) -> None:
    counter.publisher("acme", counter.account("ada"))
    pusher, publisher = counter.robot("acme", "push"), counter.robot("acme", "publish")
    refused = app.test_client().post("/api/v1/trial/release", headers=bearer(pusher))
    assert (refused.status_code, refused.json["code"]) == (403, "scope-missing")
    told = app.test_client().post("/api/v1/trial/release", headers=bearer(publisher)).json
    assert told == {"account": "robot-2", "roles": ["acme:editor"], "via": "token"}
