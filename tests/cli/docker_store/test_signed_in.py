"""A registry is spoken to as `docker login` left it: by its config.json, a credential helper, or a refresh token."""

import base64

import pytest

from cli.docker_store.signed_in import Login, by_docker
from tests.cli.docker_store.conftest import Home

HOST = "registry.example:5000"
SECRET = base64.b64encode(b"ada:pass:word").decode()


def test_the_file_is_read(home: Home) -> None:
    home.keeps("config.json", {"auths": {HOST: {"auth": SECRET}}})
    found = by_docker(home.config, HOST)
    assert (found.user, found.secret, found.basic) == ("ada", "pass:word", f"Basic {SECRET}")


def test_a_helper_is_asked(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.keeps("config.json", {"credHelpers": {HOST: "test"}, "auths": {HOST: {}}})
    home.has("docker-credential-test", 'print(\'{"Username": "ada", "Secret": "\' + input() + \'"}\')')
    monkeypatch.setenv("PATH", home.env["PATH"])
    found = by_docker(home.config, HOST)
    assert (found.user, found.secret) == ("ada", HOST)


def test_a_refresh_token_is_exchanged_and_never_sent_as_a_password(home: Home) -> None:
    home.keeps("config.json", {"auths": {HOST: {"identitytoken": "refreshing"}}})
    found = by_docker(home.config, HOST)
    method, address, headers, content = found.asks("https://auth.example/token", [("service", "s")])
    assert (found.basic, method, address) == ("", "POST", "https://auth.example/token")
    assert content is not None
    assert b"grant_type=refresh_token" in content
    assert b"refresh_token=refreshing" in content
    assert "Authorization" not in headers


def test_who_did_not_sign_in_is_nobody(home: Home) -> None:
    assert by_docker(home.config, HOST).basic == ""
    assert Login().asks("https://auth.example/token?a=b", [("service", "s t")])[1:3] == (
        "https://auth.example/token?a=b&service=s+t",
        {},
    )
