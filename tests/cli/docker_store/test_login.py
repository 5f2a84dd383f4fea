"""Signing in by a code, by a token, with and without docker; and signing out."""

import json
import os
import signal
import stat
import sys
import time
from typing import Any

import pytest

from tests.cli.docker_store.conftest import Home
from tests.cli.docker_store.engine import asked, stands
from tests.cli.docker_store.scripted import Answer, problem, scripted
from tests.parts.terminal import terminal

HERE: Answer = (200, {"url": "https://store.example", "registry": "store.example:5000"})
LINK = "https://store.example/device"
STARTED: Answer = (
    200,
    {
        "device_code": "secret",
        "user_code": "WDJB-MJHT",
        "verification_uri": LINK,
        "verification_uri_complete": f"{LINK}?code=WDJB-MJHT",
        "expires_in": 600,
        "interval": 0,
    },
)
PENDING: Answer = (400, problem("authorization-pending", "Nobody has let this device in yet."))
ALLOWED: Answer = (200, {"id": "token-1", "token": "chy_new", "email": "ada@example.org"})


def answers(*device: Answer, **more: list[Answer]) -> dict[str, Any]:
    return {"GET_store": [HERE], "POST_device": [STARTED], "POST_device_token": list(device), **more}


def kept(home: Home) -> Any:
    return json.loads((home.config / "store.json").read_text())


def test_a_code_is_shown_and_asked_after_until_it_is_let_in(home: Home) -> None:
    with scripted(**answers(PENDING, PENDING, ALLOWED)) as store:
        said = home.runs("login", store.url, "--no-docker")
    assert said.code == 0
    assert f"Open   {LINK}\nEnter  WDJB-MJHT\nor open {LINK}?code=WDJB-MJHT\n" in said.err
    assert kept(home)["stores"][store.url]["token"] == "chy_new"
    assert store.bodies("POST /api/v1/device")[0]["scopes"] == ["pull", "read", "buy"]


def test_a_store_that_finds_it_too_often_is_asked_more_seldom(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    slower = (400, problem("slow-down", "Ask more seldom."))
    with scripted(**answers(PENDING, slower, ALLOWED)) as store:
        home.runs("login", store.url, "--no-docker")
    assert slept == [0, 0, 5]


def test_who_is_not_let_in_is_told_so(home: Home) -> None:
    denied = (400, problem("access-denied", "It was not let in."))
    with scripted(**answers(denied)) as store:
        said = home.runs("login", store.url)
    assert (said.code, said.err.splitlines()[-1]) == (1, "It was not let in.")
    assert not (home.config / "store.json").exists()


def test_the_file_is_for_its_owner_alone(home: Home) -> None:
    with scripted(**answers(ALLOWED)) as store:
        home.runs("login", store.url, "--no-docker")
    assert stat.S_IMODE((home.config / "store.json").stat().st_mode) == 0o600


def test_docker_is_signed_in_with_the_same_token(home: Home) -> None:
    stands(home)
    with scripted(**answers(ALLOWED)) as store:
        said = home.runs("login", store.url)
    words = ["login", "store.example:5000", "--username", "ada@example.org", "--password-stdin", "chy_new"]
    assert asked(home) == [words]
    assert said.err.endswith("docker is signed in to store.example:5000.\n")


def test_a_token_on_standard_input_needs_no_browser(home: Home) -> None:
    with scripted(GET_store=[HERE], GET_me=[(200, {"email": "ada@example.org"})]) as store:
        said = home.runs("login", store.url, "--token-stdin", "--no-docker", given="chy_ci\n")
    assert said.code == 0
    assert kept(home)["stores"][store.url] == {
        "registry": "store.example:5000",
        "user": "ada@example.org",
        "token": "chy_ci",
    }


def test_a_robots_token_needs_its_name(home: Home) -> None:
    refused = (403, problem("scope-missing", "The access token lacks the scope that this needs."))
    with scripted(GET_store=[HERE], GET_me=[refused]) as store:
        said = home.runs("login", store.url, "--token-stdin", "--no-docker", given="chy_robot")
        named = home.runs("login", store.url, "--token-stdin", "--no-docker", "-u", "acme+ci", given="chy_robot")
    assert (said.code, "--username NAME" in said.err) == (2, True)
    assert (named.code, kept(home)["stores"][store.url]["user"]) == (0, "acme+ci")


def test_no_token_is_told(home: Home) -> None:
    with scripted(GET_store=[HERE]) as store:
        said = home.runs("login", store.url, "--token-stdin")
    assert (said.code, said.err.splitlines()[0]) == (2, "There is no access token on standard input.")


def test_what_is_no_token_is_told(home: Home) -> None:
    with scripted(GET_store=[HERE]) as store:
        said = home.runs("login", store.url, "--token-stdin", given="not a token\n")
    assert (said.code, said.err.splitlines()[0]) == (
        2,
        "What came on standard input is no access token: it has several words.",
    )


def test_several_stores_are_kept_and_the_last_one_is_the_usual(home: Home) -> None:
    with scripted(**answers(ALLOWED)) as one, scripted(**answers(ALLOWED)) as other:
        home.runs("login", one.url, "--no-docker")
        home.runs("login", other.url, "--no-docker")
    assert (kept(home)["current"], sorted(kept(home)["stores"])) == (other.url, sorted((one.url, other.url)))


def test_signing_out_ends_the_token_at_the_store_and_docker_too(home: Home) -> None:
    stands(home)
    ended = {"DELETE_tokens_token-1": [(200, {})]}
    with scripted(**answers(ALLOWED), **ended) as store:
        home.runs("login", store.url)
        said = home.runs("logout")
    assert (said.code, said.err) == (0, f"Signed out of {store.url}.\n")
    assert ("DELETE /api/v1/tokens/token-1", None) in store.asked
    assert asked(home)[-1] == ["logout", "store.example:5000"]
    assert kept(home) == {"current": "", "stores": {}}


def test_who_signs_out_while_the_store_is_away_is_told_that_the_token_counts_on(home: Home) -> None:
    home.knows("http://127.0.0.1:9", token_id="token-1")
    said = home.runs("logout", "--no-docker")
    assert said.code == 0
    assert "The token counts on at the store" in said.err
    assert "End it there: http://127.0.0.1:9/account" in said.err


def test_ctrl_c_ends_it_without_a_word(home: Home) -> None:
    with scripted(**answers(PENDING)) as store:
        words = (sys.executable, "-m", "cli.docker_store", "login", store.url)
        with terminal(words, home.env) as shown:
            shown.until("Waiting until")
            os.kill(shown.running.pid, signal.SIGINT)
            assert shown.ends() == 130
    assert "Traceback" not in shown.shown
