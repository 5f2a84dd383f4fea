"""What this host has: its pulled images with their digests, and the containers that run on each.

docker is asked twice, at the same time, however many images there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cli.docker_store.engine import Docker

NONE = "<none>"
PROJECT = "com.docker.compose.project"


class Container:
    """`project` is Compose's, or nothing."""

    def __init__(self, name: str, project: str = "") -> None:
        self.name, self.project = name, project


class Image:
    """`reference` is as docker names it: REPOSITORY:TAG, or REPOSITORY@DIGEST where no tag leads to it any more."""

    def __init__(self, reference: str, repository: str, tag: str, id: str) -> None:
        self.reference, self.repository, self.tag, self.id = reference, repository, tag, id
        self.digests: list[str] = []
        self.containers: list[Container] = []


def host_of(repository: str) -> str:
    """The registry that a repository names; empty for Docker Hub's."""
    first, slash, _ = repository.partition("/")
    if not slash or not ("." in first or ":" in first or first == "localhost"):
        return ""
    return "" if first in ("docker.io", "index.docker.io") else first


def images(docker: Docker, meanwhile: Callable[[], None]) -> list[Image]:
    """Those that were pulled: what was built here has no digest, and no store to come from.

    `meanwhile` is done while docker looks.
    """
    listed, running = docker.listed(("image", "ls", "--digests"), ("ps",), meanwhile=meanwhile)
    found = _images(listed)
    for each in running:
        container = Container(str(each["Names"]).split(",")[0], _project(str(each.get("Labels", ""))))
        for image in _run_by(str(each["Image"]), found):
            image.containers.append(container)
    return found


def of_store(found: Iterable[Image], registry: str) -> list[Image]:
    """What the store can know: its registry's images, and Docker Hub's; names of other registries are told nobody."""
    return [one for one in found if host_of(one.repository) in ("", registry)]


def _images(listed: Iterable[dict[str, Any]]) -> list[Image]:
    found: dict[str, Image] = {}
    for each in listed:
        repository, tag, digest = str(each["Repository"]), str(each["Tag"]), str(each["Digest"])
        if NONE in (repository, digest):
            continue
        reference = f"{repository}@{digest}" if tag == NONE else f"{repository}:{tag}"
        image = found.setdefault(reference, Image(reference, repository, "" if tag == NONE else tag, str(each["ID"])))
        if digest not in image.digests:
            image.digests.append(digest)
    return list(found.values())


def _run_by(named: str, found: list[Image]) -> list[Image]:
    """docker names a container's image as it was given, and by its id once the tag leads elsewhere."""
    plain = named if "@" in named or ":" in named.rpartition("/")[2] else f"{named}:latest"
    by_name = [one for one in found if one.reference in (plain, named)]
    by_digest = [one for one in found if "@" in named and named.rpartition("@")[2] in one.digests]
    return by_name or by_digest or [one for one in found if one.id in (named, f"sha256:{named}")]


def _project(labels: str) -> str:
    told = dict(label.partition("=")[::2] for label in labels.split(","))
    return told.get(PROJECT, "")
