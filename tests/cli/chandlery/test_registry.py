"""The real registry, of either version, starts with our configuration and believes our tokens alone."""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests

from cli.chandlery import recognising, registry
from cli.chandlery.settings import resolve
from gateway.registry import keys, notifications
from services.catalog.adapters.registry import distribution_of
from services.catalog.settings import Settings
from tests.parts.process import PATIENCE, free_port, running, wait_until
from tests.parts.receiver import Receiver, receiver
from tests.parts.registry import THREE
from tests.services.catalog.pushed import digest_of, image_saying, manifest_of, push

PROGRAM = registry.find(os.environ.get("CHANDLERY_REGISTRY_PROGRAM", ""))  # so that another version can be tried
needs_registry = pytest.mark.skipif(PROGRAM is None, reason="no registry program (docker-registry) on PATH")


@pytest.fixture(scope="module", params=["found", "three"])
def program(request: pytest.FixtureRequest) -> registry.Program:
    if request.param == "three":
        return registry.Program(str(THREE.path()), THREE.version.lstrip("v"))
    assert PROGRAM is not None
    return PROGRAM


@pytest.fixture(scope="module")
def notices() -> Iterator[Receiver]:
    """In the store's place."""
    with receiver() as told:
        yield told


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, program: registry.Program, notices: Receiver) -> dict[str, str]:
    told = {"CHANDLERY_DATA": str(tmp_path_factory.mktemp(f"data-{program.major}"))}
    ports = {"CHANDLERY_PORT": str(notices.port), "CHANDLERY_REGISTRY_PORT": str(free_port())}
    found = resolve(told | ports)
    return found | {"CHANDLERY_REGISTRY_VERSION": registry.version(found, program)}


@pytest.fixture(scope="module")
def api(settings: dict[str, str], program: registry.Program) -> Iterator[str]:
    data = Path(settings["CHANDLERY_DATA"])
    config = data / "registry" / "config.yml"
    registry.write(config, registry.configuration(settings, {"http": "x" * 32, "notifications": "y" * 32}))
    url = settings["CHANDLERY_REGISTRY_API"]
    with running([program.path, "serve", str(config)], data / "log", lambda: _status(f"{url}/v2/") == 401):
        yield url


def _status(url: str, token: str = "") -> int:
    try:
        return requests.get(url, headers={"Authorization": f"Bearer {token}"} if token else {}, timeout=60).status_code
    except requests.ConnectionError:
        return 0


CATALOG = {"type": "registry", "name": "catalog", "actions": ["*"]}


def _token(
    settings: dict[str, str], version: str, issuer: str = registry.ISSUER, access: dict[str, Any] = CATALOG
) -> str:
    key = keys.load(Path(settings["CHANDLERY_DATA"]) / "keys", version).signing
    now = int(time.time())
    claims = {
        "iss": issuer,
        "sub": "robot",
        "aud": settings["CHANDLERY_REGISTRY_HOST"],
        "nbf": now - 5,
        "exp": now + 60,
        "access": [access],
    }
    return jwt.encode(claims, key.private, "ES256", {"kid": key.kid})


@needs_registry
def test_who_brings_no_token_is_sent_to_the_store_for_one(api: str, settings: dict[str, str]) -> None:
    challenge = requests.get(f"{api}/v2/", timeout=60).headers["WWW-Authenticate"]
    assert f'realm="{settings["CHANDLERY_URL"]}/registry/token"' in challenge
    assert f'service="{settings["CHANDLERY_REGISTRY_HOST"]}"' in challenge


@needs_registry
def test_a_token_that_the_store_signed_opens(api: str, settings: dict[str, str], program: registry.Program) -> None:
    assert settings["CHANDLERY_REGISTRY_VERSION"] == str(program.major)
    assert _status(f"{api}/v2/_catalog", _token(settings, str(program.major))) == 200


@needs_registry
def test_a_registry_three_takes_tokens_whichever_way_they_name_their_key(
    api: str, settings: dict[str, str], program: registry.Program
) -> None:
    taken = [version for version in keys.VERSIONS if _status(f"{api}/v2/_catalog", _token(settings, version)) == 200]
    assert taken == (["2", "3"] if program.major == 3 else ["2"])


@needs_registry
def test_an_upload_goes_on_at_the_address_that_it_came_by(api: str, settings: dict[str, str]) -> None:
    """A proxy that brings TLS need not say so: docker would be sent on to http:// where it cannot go."""
    pushes = {"type": "repository", "name": "staging/acme/db", "actions": ["pull", "push"]}
    token = _token(settings, settings["CHANDLERY_REGISTRY_VERSION"], access=pushes)
    uploads = f"{api}/v2/{pushes['name']}/blobs/uploads/"
    begun = requests.post(uploads, headers={"Authorization": f"Bearer {token}"}, timeout=60)
    assert (begun.status_code, begun.headers["Location"][:4]) == (202, "/v2/")


@needs_registry
def test_a_token_of_another_issuer_does_not(api: str, settings: dict[str, str]) -> None:
    assert _status(f"{api}/v2/_catalog", _token(settings, "2", "somebody")) == 401


@needs_registry
def test_the_doctor_recognises_a_registry_elsewhere_and_says_why_it_takes_no_token(
    api: str, settings: dict[str, str], program: registry.Program
) -> None:
    def told(**other: str) -> tuple[str, str, str]:
        return recognising.elsewhere({**settings, **other})

    assert told()[1:] == (
        "ok",
        f"runs elsewhere, at {api}; it takes the store's tokens as a registry {program.major} does",
    )
    _, state, says = told(CHANDLERY_REGISTRY_HOST="registry.example")
    assert (state, "`service` registry.example" in says) == ("wrong", True)
    if program.major < 3:
        assert told(CHANDLERY_REGISTRY_VERSION="3")[1] == "wrong"
        assert recognising.here(settings | {"CHANDLERY_REGISTRY_VERSION": "3"}, program)[1] == "wrong"
    assert told(CHANDLERY_REGISTRY_API=f"http://127.0.0.1:{free_port()}")[1] == "care"


@needs_registry
def test_a_version_is_released_listed_and_withdrawn_and_the_notices_of_it_are_read(
    api: str, settings: dict[str, str], notices: Receiver
) -> None:
    own, distribution = Settings.load(settings), distribution_of({"CHANDLERY": settings})
    image = image_saying("of either registry")
    digest = push(own, "staging/acme/db", "1.0", image)
    assert [*distribution.release("acme/db", "1.0", digest)] == ["mounted", "manifests", "signed", "tagged"]
    assert ([*distribution.repositories()], [*distribution.released("acme/db")]) == (["acme/db"], [("1.0", digest)])
    assert [(one.tag, one.digest) for one in distribution.staged()] == [("1.0", digest)]
    manifest_of(own, "acme/db", "1.0")
    distribution.drop_tag("acme/db", "1.0")
    assert (digest_of(own, "acme/db", "1.0"), digest_of(own, "acme/db", digest)) == ("", digest)
    wait_until(lambda: ("GET", "acme/db", "1.0", digest) in _looks(notices), PATIENCE, "the pull was not told")
    assert ("acme/db", "1.0", digest) in _pushes(notices)


def _looks(notices: Receiver) -> list[tuple[str, str, str, str]]:
    every = (look for sent in notices.sent for look in notifications.looks(notifications.events(sent.body)))
    return [(look.method, look.repository, look.tag, look.digest) for look in every]


def _pushes(notices: Receiver) -> list[tuple[str, str, str]]:
    every = (push for sent in notices.sent for push in notifications.pushes(notifications.events(sent.body)))
    return [(push.repository, push.tag, push.digest) for push in every]


@needs_registry
def test_the_configuration_is_the_owners_alone(api: str, settings: dict[str, str]) -> None:
    config = Path(settings["CHANDLERY_DATA"]) / "registry" / "config.yml"
    assert stat.S_IMODE(config.stat().st_mode) == 0o600


def test_a_program_of_that_name_that_is_no_registry_is_passed_over(tmp_path: Path) -> None:
    other = tmp_path / "registry"
    other.write_text("#!/bin/sh\necho something else\n")
    other.chmod(0o755)
    assert registry.find(str(other)) is None


@needs_registry
def test_the_version_is_read_from_the_program() -> None:
    found = registry.find(shutil.which("docker-registry") or shutil.which("registry") or "")
    assert found is not None
    assert found.major in (2, 3)
