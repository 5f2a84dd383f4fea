"""docker-compose.yml as an operator starts it, with Compose built from its module, on an engine of its own."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.parts import debian, package_index
from tests.parts.docker import Docker, Said
from tests.parts.go import Program
from tests.parts.process import free_port
from tests.parts.store import ROOT, Store

MODULE = "github.com/docker/compose/v2"
COMPOSE = Program("compose", MODULE, "v2.40.3", f"{MODULE}/cmd", f"{MODULE}/internal.Version")
HERE = Path(__file__).parent / "composed"
FILES = (ROOT / "docker-compose.yml", HERE / "override.yml")
OPERATOR = "ada@store.example"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")


@dataclass(frozen=True)
class Composed:
    """A project of Compose's, called with the words after `docker compose`."""

    docker: Docker
    environment: dict[str, str]

    def __call__(self, *words: str, within: float = 120) -> Said:
        files = [part for file in FILES for part in ("--file", str(file))]
        done = subprocess.run(
            [str(COMPOSE.path()), *files, *words],
            env=_without_settings() | self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    @property
    def image(self) -> str:
        return self.environment["CHANDLERY_IMAGE"]

    @property
    def store(self) -> Store:
        """As its users see it."""
        port, registry = (self.environment[f"CHANDLERY_{name}PORT"] for name in ("", "REGISTRY_"))
        project = self.environment["COMPOSE_PROJECT_NAME"]
        where = self.docker("volume", "inspect", "--format", "{{.Mountpoint}}", f"{project}_store").out.strip()
        return Store(f"http://localhost:{port}", f"localhost:{registry}", Path(where), self.processes("gateway")[0])

    def containers(self, part: str) -> list[str]:
        return self("ps", "--all", "--quiet", part).out.split()

    def processes(self, part: str) -> list[int]:
        """The ids of this part's processes as the host sees them; 0 for one that is down."""
        return list(map(int, self.docker("inspect", "--format", "{{.State.Pid}}", *self.containers(part)).out.split()))

    def health(self, part: str) -> list[str]:
        """healthy, unhealthy or starting, for each of this part's containers."""
        return self.docker("inspect", "--format", "{{.State.Health.Status}}", *self.containers(part)).out.split()

    def up(self) -> None:
        """As the first comment of docker-compose.yml says; raises where a part is not well in the end."""
        proxies = [word for name in PROXIES if name in os.environ for word in ("--build-arg", name)]
        built = self("build", *proxies, within=600)
        assert built.ok, built.err[-3000:]
        said = self("up", "--detach", "--wait", "--wait-timeout", "120", within=180)
        assert said.ok, said.err[-2000:] + self("logs", "--tail", "20").out[-6000:]


@contextmanager
def composed(docker: Docker, folder: Path) -> Iterator[Composed]:
    """The store in containers, from when each part is well; afterwards nothing of it is left in the engine."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        "CHANDLERY_PORT": str(free_port()),
        "CHANDLERY_REGISTRY_PORT": str(free_port()),
        "COMPOSE_PROJECT_NAME": "chandlery-test",
        "CHANDLERY_BASE": debian.base(docker),
        "CHANDLERY_IMAGE": "chandlery:test",
        "CHANDLERY_SECRETS": str(folder / "secrets"),
        "PACKAGES": str(package_index.write(folder / "packages")),
        "DOCKER_HOST": f"unix://{docker.socket}",
        "DOCKER_CONFIG": str(docker.config),
    }
    secrets = [str(ROOT / "tools" / "secrets"), OPERATOR, environment["CHANDLERY_SECRETS"]]
    subprocess.run(secrets, stdout=subprocess.DEVNULL, check=True)
    project = Composed(docker, environment)
    built = project("--profile", "parts", "build", "parts", within=600)
    assert built.ok, built.err[-3000:]
    try:
        project.up()
        yield project
    finally:
        (folder / "containers.log").write_text(project("logs", "--no-color").out)
        project("--profile", "*", "down", "--volumes", "--timeout", "10")


def _without_settings() -> dict[str, str]:
    """The environment without any setting of another store or project."""
    return {name: told for name, told in os.environ.items() if not name.startswith(("CHANDLERY_", "COMPOSE_"))}
