"""The real registry, of either version, starts with our configuration and believes our tokens alone."""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
import requests

from cli.chandlery import recognising, registry
from cli.chandlery.settings import resolve
from gateway.registry import keys
from tests.parts.process import free_port, running
from tests.parts.registry import THREE

PROGRAM = registry.find(os.environ.get("CHANDLERY_REGISTRY_PROGRAM", ""))  # so that another version can be tried
needs_registry = pytest.mark.skipif(PROGRAM is None, reason="no registry program (docker-registry) on PATH")


@pytest.fixture(scope="module", params=["found", "three"])
def program(request: pytest.FixtureRequest) -> registry.Program:
    if request.param == "three":
        return registry.Program(str(THREE.path()), THREE.version.lstrip("v"))
    assert PROGRAM is not None
    return PROGRAM


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, program: registry.Program) -> dict[str, str]:
    data = tmp_path_factory.mktemp(f"data-{program.major}")
    return resolve({"CHANDLERY_DATA": str(data), "CHANDLERY_REGISTRY_PORT": str(free_port())})


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


def _token(settings: dict[str, str], version: str, issuer: str = registry.ISSUER) -> str:
    key = keys.load(Path(settings["CHANDLERY_DATA"]) / "keys", version).signing
    now = int(time.time())
    claims = {
        "iss": issuer,
        "sub": "robot",
        "aud": settings["CHANDLERY_REGISTRY_HOST"],
        "nbf": now - 5,
        "exp": now + 60,
        "access": [{"type": "registry", "name": "catalog", "actions": ["*"]}],
    }
    return jwt.encode(claims, key.private, "ES256", {"kid": key.kid})


@needs_registry
def test_who_brings_no_token_is_sent_to_the_store_for_one(api: str, settings: dict[str, str]) -> None:
    challenge = requests.get(f"{api}/v2/", timeout=60).headers["WWW-Authenticate"]
    assert f'realm="{settings["CHANDLERY_URL"]}/registry/token"' in challenge
    assert f'service="{settings["CHANDLERY_REGISTRY_HOST"]}"' in challenge


@needs_registry
def test_a_token_that_the_store_signed_opens(api: str, settings: dict[str, str], program: registry.Program) -> None:
    version = registry.version(settings, program)
    assert version == str(program.major)
    assert _status(f"{api}/v2/_catalog", _token(settings, version)) == 200


@needs_registry
def test_a_registry_three_takes_tokens_whichever_way_they_name_their_key(
    api: str, settings: dict[str, str], program: registry.Program
) -> None:
    taken = [version for version in keys.VERSIONS if _status(f"{api}/v2/_catalog", _token(settings, version)) == 200]
    assert taken == (["2", "3"] if program.major == 3 else ["2"])


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
