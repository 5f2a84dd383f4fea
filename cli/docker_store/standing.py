"""Whether somebody on this side has signed an image too, so that what a bundle brings would take that away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.docker_store import pushing
from cli.docker_store.wire import document

if TYPE_CHECKING:
    from cli.docker_store.manifests import Manifest
    from cli.docker_store.registry import Registry


def stands_in_the_way(registry: Registry, tag: str, digest: str, coming: Manifest) -> bool:
    """Whether under the tag lies something that is not a part of what comes."""
    there = pushing.leads_to(registry, tag)
    if there in ("", digest):
        return False
    return bool(_parts(pushing.present(registry, tag)) - _parts(coming.content))


def _parts(content: bytes) -> set[str]:
    told = document(content)
    listed = told.get("manifests") or told.get("layers") or []
    return {str(one.get("digest")) for one in listed if isinstance(one, dict)}
