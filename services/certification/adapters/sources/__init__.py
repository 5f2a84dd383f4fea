"""Where images lie: a registry, a folder in OCI layout (or a tar of it), an archive of `docker save`.

`find` takes what a person types. The store's child reads its own registry by `Registry.of_the_store`.
"""

from pathlib import Path

from services.certification.adapters.sources.credentials import DockerCredentials
from services.certification.adapters.sources.layout import Layout, is_layout
from services.certification.adapters.sources.places import place
from services.certification.adapters.sources.registry import Authorization, Registry
from services.certification.adapters.sources.saved import MARK, Saved
from services.certification.ports import Source, Unreadable

__all__ = ["Authorization", "DockerCredentials", "Layout", "Registry", "Saved", "Source", "find"]


def find(where: str, docker: Path | None = None) -> Source:
    """A path (`PATH` or `PATH:TAG` where it holds several), else a reference as `docker pull` takes it.

    `docker` is the folder of the docker client's config.json (its DOCKER_CONFIG); None: `~/.docker`.
    Raises Unreadable or SourceAway.
    """
    path, tag = _on_disk(where)
    if path is None:
        return Registry.at_home(where, DockerCredentials(docker))
    lies = place(path)
    if is_layout(lies):
        return Layout(path, tag, lies)
    if MARK in lies:
        return Saved(path, tag, lies)
    raise Unreadable(f"{path} is neither in OCI layout nor written by docker save.")


def _on_disk(where: str) -> tuple[Path | None, str]:
    path = Path(where)
    if path.exists():
        return path, ""
    before, colon, tag = where.partition(":")
    if colon and before and Path(before).exists():
        return Path(before), tag
    if where.startswith(("/", "./", "../", "~")):
        raise Unreadable(f"{where} is not there.")
    return None, ""
