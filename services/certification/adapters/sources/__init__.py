"""Where images lie: a registry, a folder in OCI layout (or a tar of it), an archive of `docker save`.

`find` takes what a person types. The store's child reads its own registry by `Registry.of_the_store`.
"""

from pathlib import Path

from services.certification.adapters.sources.credentials import DockerCredentials
from services.certification.adapters.sources.layout import Layout
from services.certification.adapters.sources.registry import Authorization, Registry
from services.certification.adapters.sources.saved import Saved
from services.certification.ports import Source

__all__ = ["Authorization", "DockerCredentials", "Layout", "Registry", "Saved", "Source", "find"]


def find(where: str, docker: Path | None = None) -> Source:
    """A path (`PATH` or `PATH:TAG` where it holds several), else a reference as `docker pull` takes it.

    `docker` is the folder of the docker client's config.json (its DOCKER_CONFIG); None: `~/.docker`.
    Raises Unreadable or SourceAway.
    """
    raise NotImplementedError
