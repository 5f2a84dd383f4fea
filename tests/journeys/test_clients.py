"""Clients that people have beside docker: each is refused, signs in, pulls an image and pushes it to staging."""

import json
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.journeys.people import offer_with, signs_up
from tests.parts.clients import Client, Crane, Oras, Podman, Regctl
from tests.parts.docker import Docker
from tests.parts.store import Store

pytestmark = pytest.mark.journey

OURS = "{product} needs you to sign in. Make an access token at {url}/account"
WITH_PODMAN = pytest.mark.skipif(shutil.which("podman") is None, reason="no podman on PATH")


@pytest.fixture
def folder() -> Iterator[Path]:
    """With a short name, as podman wants it."""
    with TemporaryDirectory() as made:
        yield Path(made)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Crane, f"DENIED: {OURS}"),
        (Oras, f"denied: {OURS}"),
        pytest.param(Podman, f"unauthorized: {OURS}", marks=WITH_PODMAN),
        (Regctl, "unauthorized"),
    ],
    ids=["crane", "oras", "podman", "regctl"],
)
def test_an_image_is_refused_pulled_and_pushed_to_staging(
    store: Store, folder: Path, kind: type[Client], words: str
) -> None:
    offer, publisher = offer_with(store, "signed_in"), store.accounts["publisher"]
    client = kind(folder, store.registry)
    image = f"{store.registry}/{offer.repository}:{offer.tag}"
    refused = client.pull(image)
    assert words.format(product=offer.product, url=store.url) in refused.err
    to = f"{store.registry}/staging/{offer.repository}:try-{secrets.token_hex(3)}"
    for said in (client.login(publisher["email"], publisher["token"]), client.pull(image), client.push(image, to)):
        assert said.ok, said.err


def test_what_docker_keeps_of_a_sign_in_opens_the_store_for_others_as_well(store: Store, docker: Docker) -> None:
    """They find its refresh token in docker's configuration, and ask by a form."""
    offer, ada = offer_with(store, "signed_in"), signs_up(store, docker)
    assert ada.login().ok
    assert "identitytoken" in json.loads((docker.config / "config.json").read_text())["auths"][store.registry]
    for kind in (Crane, Oras, Regctl):
        said = kind(docker.config, store.registry).pull(f"{store.registry}/{offer.repository}:{offer.tag}")
        assert said.ok, said.err
