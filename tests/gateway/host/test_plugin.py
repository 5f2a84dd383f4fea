"""The plugin as the store hands it out: the file, its checksum, and the page with the command that installs it."""

import hashlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.gateway.counter import URL, Counter

CONTENT = b"#!/bin/sh\nexit 0\n"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "docker-store"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def client(tmp_path: Path, file: Path) -> FlaskClient:
    return Counter(tmp_path, environment={"CHANDLERY_PLUGIN": str(file)}).client()


def test_the_file_comes_as_it_was_built(client: FlaskClient) -> None:
    answer = client.get("/docker-store", buffered=True)
    assert (answer.data, answer.mimetype) == (CONTENT, "application/octet-stream")


def test_who_has_it_is_not_sent_it_again(client: FlaskClient) -> None:
    assert client.get("/docker-store", buffered=True, headers={"If-None-Match": f'"{DIGEST}"'}).status_code == 304


def test_its_checksum_is_as_sha256sum_reads_it(client: FlaskClient) -> None:
    assert client.get("/docker-store.sha256").text == f"{DIGEST}  docker-store\n"


def test_a_file_that_is_built_anew_has_its_own_checksum(client: FlaskClient, file: Path) -> None:
    client.get("/docker-store.sha256")
    file.write_bytes(CONTENT + b"# newer\n")
    assert client.get("/docker-store.sha256").text[:64] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_page_has_the_command_for_this_store(client: FlaskClient) -> None:
    page = client.get("/about/docker-store").text
    command = (
        "mkdir -p ~/.docker/cli-plugins &amp;&amp; "
        f"curl -fsSo ~/.docker/cli-plugins/docker-store {URL}/docker-store &amp;&amp; "
        "chmod +x ~/.docker/cli-plugins/docker-store"
    )
    assert f'data-copy="{command}"' in page
    assert f"docker store login {URL}" in page
    assert DIGEST in page


def test_a_store_without_it_says_so(tmp_path: Path) -> None:
    without = Counter(tmp_path).client()
    assert without.get("/docker-store").status_code == 404
    assert "does not hand it out" in without.get("/about/docker-store").text
