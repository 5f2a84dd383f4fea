"""The plugin as the store hands it out: the file, its checksum, and the page with the command that installs it."""

import hashlib
import html
import shutil
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from gateway.host.plugin_pages import check
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
    assert html.escape(check(URL), quote=False) in page
    assert DIGEST in page


@pytest.mark.parametrize("program", ["sha256sum", "shasum"])
@pytest.mark.parametrize(("content", "ends"), [(CONTENT, 0), (b"another", 1)])
def test_its_check_needs_but_one_of_the_programs(tmp_path: Path, program: str, content: bytes, ends: int) -> None:
    there = shutil.which(program)
    if there is None:
        pytest.skip(f"no {program} on PATH")
    (tmp_path / program).symlink_to(there)
    told = tmp_path / "curl"
    told.write_text(f"#!/bin/sh\necho '{DIGEST}  docker-store'\n")
    told.chmod(0o755)
    folder = tmp_path / ".docker" / "cli-plugins"
    folder.mkdir(parents=True)
    (folder / "docker-store").write_bytes(content)
    env = {"HOME": str(tmp_path), "PATH": str(tmp_path)}
    assert subprocess.run(["/bin/sh", "-c", check(URL)], env=env, capture_output=True, check=False).returncode == ends


def test_a_store_without_it_says_so(tmp_path: Path) -> None:
    without = Counter(tmp_path).client()
    assert without.get("/docker-store").status_code == 404
    assert "does not hand it out" in without.get("/about/docker-store").text
