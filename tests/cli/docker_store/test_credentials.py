"""Tokens kept by Docker's credential helpers: docker's own protocol, with a helper made for these tests."""

import json
from typing import Any

import pytest

from tests.cli.docker_store.conftest import Home
from tests.cli.docker_store.scripted import Scripted, scripted
from tests.cli.docker_store.test_login import ALLOWED, answers

HELPER = """
import json, pathlib, sys
kept = pathlib.Path(__file__).resolve().parent / "kept.json"
told = json.loads(kept.read_text()) if kept.exists() else {}
what, given = sys.argv[1], sys.stdin.read()
if what == "store":
    one = json.loads(given)
    told[one["ServerURL"]] = one
elif given.strip() not in told:
    print("credentials not found in native keychain")
    sys.exit(1)
elif what == "get":
    print(json.dumps(told[given.strip()]))
else:
    del told[given.strip()]
kept.write_text(json.dumps(told))
"""


@pytest.fixture
def helped(home: Home) -> Home:
    home.has("docker-credential-vault", HELPER)
    home.keeps("config.json", {"credsStore": "vault"})
    return home


def kept(home: Home) -> Any:
    return json.loads((home.folder / "bin" / "kept.json").read_text())


def signs_in(home: Home, store: Scripted) -> str:
    said = home.runs("login", store.url, "--no-docker")
    assert said.code == 0, said.err
    return said.err


def test_the_helper_keeps_the_token_and_the_file_does_not(helped: Home) -> None:
    with scripted(**answers(ALLOWED)) as store:
        said = signs_in(helped, store)
    assert kept(helped)[f"{store.url}/docker-store"]["Secret"] == "chy_new"
    assert "chy_new" not in (helped.config / "store.json").read_text()
    assert "The token is kept by docker-credential-vault." in said


def test_the_token_is_asked_of_the_helper(helped: Home) -> None:
    listed = [(200, {"items": [], "total": 0, "next": None})]
    with scripted(**answers(ALLOWED, GET_subscriptions=listed)) as store:
        signs_in(helped, store)
        assert helped.runs("subscriptions").err == "There are no subscriptions.\n"


def test_the_helper_forgets_it_at_the_end(helped: Home) -> None:
    with scripted(**answers(ALLOWED, **{"DELETE_tokens_token-1": [(200, {})]})) as store:
        signs_in(helped, store)
        assert helped.runs("logout", "--no-docker").code == 0
    assert kept(helped) == {}


def test_a_registry_may_have_a_helper_of_its_own(home: Home) -> None:
    home.has("docker-credential-own", HELPER)
    home.keeps("config.json", {"credsStore": "elsewhere", "credHelpers": {"store.example:5000": "own"}})
    with scripted(**answers(ALLOWED)) as store:
        signs_in(home, store)
    assert f"{store.url}/docker-store" in kept(home)


def test_what_the_helper_lost_is_no_sign_in(helped: Home) -> None:
    with scripted(**answers(ALLOWED)) as store:
        signs_in(helped, store)
        (helped.folder / "bin" / "kept.json").unlink()
        said = helped.runs("subscriptions")
    assert (said.code, said.err.splitlines()[0]) == (2, "You are not signed in.")


def test_a_helper_that_is_not_there_is_named(home: Home) -> None:
    home.keeps("config.json", {"credsStore": "vault"})
    with scripted(**answers(ALLOWED)) as store:
        said = home.runs("login", store.url, "--no-docker")
    assert said.code == 2
    assert "docker keeps its credentials by docker-credential-vault, which is not on PATH." in said.err


def test_a_helper_that_fails_says_why(home: Home) -> None:
    home.has("docker-credential-vault", "import sys; sys.exit('the vault is locked')")
    home.keeps("config.json", {"credsStore": "vault"})
    with scripted(**answers(ALLOWED)) as store:
        said = home.runs("login", store.url, "--no-docker")
    assert said.err.splitlines()[-1] == "docker-credential-vault could not store the token: the vault is locked."
