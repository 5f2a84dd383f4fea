"""A push and a pull through a slow link end well, though the tokens that they began with end long before they do."""

import os
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.logo import drawn
from tests.journeys.people import Person, makes_token, may, signs_up
from tests.parts.docker import Docker, Said
from tests.parts.process import PATIENCE, free_port, wait_until
from tests.parts.slow_link import slow_link
from tests.parts.store import Store
from tests.parts.store import store as running_store

pytestmark = pytest.mark.journey

ADMIN = ("olga@store.example", "correct horse battery")
SIZE, LAYERS = 24_000_000, 6  # of what goes through
SECONDS = int(os.environ.get("CHANDLERY_SLOW_LINK_SECONDS", "75"))  # that it takes each way


@pytest.fixture(scope="module")
def far_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store whose registry is reached by a slow link, and whose tokens end long before such a push does."""
    port, registry, life = free_port(), free_port(), "60" if SECONDS < 300 else "300"
    told = {
        "CHANDLERY_DEMO": "0",
        "CHANDLERY_REGISTRY_PORT": str(registry),
        "CHANDLERY_REGISTRY_HOST": f"localhost:{port}",
        "CHANDLERY_TOKEN_LIFE": life,
        "CHANDLERY_ADMIN_EMAIL": ADMIN[0],
        "CHANDLERY_ADMIN_PASSWORD": ADMIN[1],
    }
    with running_store(tmp_path_factory.mktemp("far"), **told) as opened, slow_link(port, registry, SIZE / SECONDS):
        yield Store(opened.url, f"localhost:{port}", opened.data, opened.pid)


@pytest.fixture
def patient(docker: Docker) -> Callable[..., Said]:
    def wait(*words: str) -> Said:
        environment = {**os.environ, "DOCKER_HOST": f"unix://{docker.socket}", "DOCKER_CONFIG": str(docker.config)}
        command = ["docker", *words]
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=3 * SECONDS, env=environment, check=False
        )
        return Said(ended.returncode, ended.stdout, ended.stderr)

    return wait


def built(docker: Docker, folder: Path, reference: str) -> None:
    """An image of several layers that nothing makes smaller."""
    lines = ["FROM scratch", *(f"COPY layer-{number} /" for number in range(LAYERS))]
    (folder / "Dockerfile").write_text("\n".join(lines))
    for number in range(LAYERS):
        (folder / f"layer-{number}").write_bytes(secrets.token_bytes(SIZE // LAYERS))
    said = docker("build", "--network", "none", "--tag", reference, str(folder))
    assert said.ok, said.err


@pytest.mark.timeout(4 * SECONDS + 300)
def test_a_push_and_a_pull_outlast_their_tokens(
    far_store: Store, docker: Docker, patient: Callable[..., Said], tmp_path: Path
) -> None:
    maker, slug = (
        signs_up(far_store, docker, ("pull", "push", "read", "buy", "publish")),
        f"acme-{secrets.token_hex(4)}",
    )
    approved_publisher(far_store, maker, slug)
    assert maker.login().ok
    reference = f"{far_store.registry}/staging/{slug}/tool:1.0"
    (tmp_path / "image").mkdir()
    built(docker, tmp_path / "image", reference)
    began = time.monotonic()
    pushed = patient("push", reference)
    assert pushed.ok, pushed.err
    assert time.monotonic() - began > 0.9 * SECONDS
    docker("image", "rm", "--force", reference)
    docker("builder", "prune", "--force")
    began = time.monotonic()
    pulled = patient("pull", reference)
    assert pulled.ok, pulled.err
    assert time.monotonic() - began > 0.9 * SECONDS


def approved_publisher(store: Store, maker: Person, slug: str) -> None:
    about = {"slug": slug, "legal_name": "Acme", "website": "https://acme.example", "phone": "1"}
    about |= {"email": "a@acme.example", "logo": drawn("harbourline")}
    assert store.api("POST", "/publishers", about, token=maker.token).ok
    admin = makes_token(store, *ADMIN, ("read", "certify", "staff"))
    assert store.api("POST", f"/publishers/{slug}/approve", token=admin).ok
    pushes = lambda: may(store, maker.email, maker.token, f"staging/{slug}/tool", "push")  # noqa: E731
    wait_until(pushes, PATIENCE, "the registry's door does not know of it")
