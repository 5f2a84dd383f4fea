"""Several images offered by a compose file: released by their publisher, got by a customer, started by Compose."""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.journeys.makers import Maker, done
from tests.journeys.people import Person, signs_up
from tests.parts.compose import COMPOSE
from tests.parts.docker import Docker
from tests.parts.process import PATIENCE, wait_until
from tests.parts.store import ROOT, Store
from vocabulary import elf

pytestmark = pytest.mark.journey


def released(maker: Maker, product: str, name: str, tag: str) -> str:
    """An image whose one program says its tag, pushed and released; returns what it is pulled by."""
    docker, reference, file = maker.person.docker, maker.staging(name, tag), maker.folder / f"{tag}.tar"
    with tarfile.open(file, "w") as archive:
        content = elf.program(done(docker("version", "--format", "{{.Server.Arch}}")), f"{tag}\n")
        entry = tarfile.TarInfo("say")
        entry.size, entry.mode = len(content), 0o755
        archive.addfile(entry, io.BytesIO(content))
    done(docker("import", "--change", 'CMD ["/say"]', str(file), reference))
    done(docker("push", reference))
    maker.releases(product, tag, maker.staged(name, tag)["digest"])
    done(docker("image", "rm", "--force", reference))
    return reference.replace("/staging/", "/")


def file(*images: str) -> str:
    """Without networks, which the tests' engine has none of."""
    services = (f"  part{place}:\n    image: {image}\n    network_mode: none\n" for place, image in enumerate(images))
    return "services:\n" + "".join(services)


def gets(person: Person, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """By `docker store get`, in a folder of the customer's."""
    env = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(ROOT), **engine_of(person)}
    command = [sys.executable, "-m", "cli.docker_store"]
    login = [*command, "login", person.store.url, "--token-stdin", "--username", person.email]
    subprocess.run(login, cwd=folder, env=env, input=person.token, text=True, capture_output=True, check=True)
    return subprocess.run([*command, "get", *words], cwd=folder, env=env, text=True, capture_output=True, check=False)


def engine_of(person: Person) -> dict[str, str]:
    return {"DOCKER_HOST": f"unix://{person.docker.socket}", "DOCKER_CONFIG": str(person.docker.config)}


@pytest.fixture
def customer(bare: Store, docker: Docker) -> Person:
    return signs_up(bare, docker)


def test_a_stack_is_released_got_and_started(maker: Maker, customer: Person, tmp_path: Path) -> None:
    product = maker.offers("stack", "compose")
    images = [released(maker, product, "stack", tag) for tag in ("web-1.0.0", "db-1.0.0")]
    files = f"{product}/plans/free/compose-files"
    loose = maker.does("POST", f"{files}/check", {"text": file(images[0], "redis")})
    assert [one["where"] for one in loose["wrong"]] == ["services.part1.image, line 6"]
    text, store = file(*images), maker.store
    maker.does("POST", files, {"version": "1.0.0", "text": text, "notes": "First."})
    maker.publishes(product)

    offered = lambda: store.api("GET", product).json()["pull_command"]  # noqa: E731
    wait_until(lambda: bool(offered()), PATIENCE, "its command is not told")
    assert offered() == f"docker store get {maker.slug}/stack/free"
    assert store.api("GET", f"{product}/plans/free/compose").json()["code"] == "sign-in-needed"

    said = gets(customer, tmp_path, f"{maker.slug}/stack")
    assert (said.returncode, said.stdout) == (0, "docker compose -f stack-1.0.0.yaml up -d\n"), said.stderr
    assert (tmp_path / "stack-1.0.0.yaml").read_text() == text
    told = store.api("GET", f"{product}/plans/free/compose", token=customer.token).json()
    assert told["digest"] == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    assert started(customer, tmp_path / "stack-1.0.0.yaml", images) == ["web-1.0.0\n", "db-1.0.0\n"]


def started(person: Person, file: Path, images: list[str]) -> list[str]:
    """By Compose itself, with the docker that `get` signed in; returns what each container said."""
    compose = [str(COMPOSE.path()), "-f", str(file)]
    env = {**os.environ, **engine_of(person)}
    up = subprocess.run([*compose, "up", "-d"], env=env, text=True, capture_output=True, timeout=120, check=False)
    try:
        assert up.returncode == 0, up.stderr
        return [_said(person.docker, image) for image in images]
    finally:
        subprocess.run([*compose, "down"], env=env, capture_output=True, timeout=120, check=True)


def _said(docker: Docker, image: str) -> str:
    container = done(docker("ps", "--all", "--quiet", "--filter", f"ancestor={image}"))
    done(docker("wait", container))
    return docker("logs", container).out


def test_a_withdrawn_file_is_got_no_more(maker: Maker, customer: Person, tmp_path: Path) -> None:
    product = maker.offers("pair", "compose")
    text = file(released(maker, product, "pair", "web-1.0.0"))
    plan = f"{product}/plans/free"
    for version in ("1.0.0", "1.1.0"):
        maker.does("POST", f"{plan}/compose-files", {"version": version, "text": text, "notes": ""})
    maker.publishes(product)
    maker.does("POST", f"{plan}/compose-files/1.1.0/withdraw", {"reason": "It loses data."})
    newest = lambda: maker.store.api("GET", f"{plan}/compose", token=customer.token).json().get("version")  # noqa: E731
    wait_until(lambda: newest() == "1.0.0", PATIENCE, "the version before it is not the newest again")
    said = gets(customer, tmp_path, f"{maker.slug}/pair", "--tag", "1.1.0")
    assert (said.returncode, said.stderr) == (1, "There is no such version here. 1.1.0\n")
