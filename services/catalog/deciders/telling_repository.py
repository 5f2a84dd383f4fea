"""What publishers read of a repository: what they pushed, each release with its steps, and every version."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from services.catalog.deciders.repository_state import Release, Repository, Retag
from services.catalog.events import (
    ReleaseFailed,
    RetagFailed,
    StagingRefused,
    VersionDeprecated,
    VersionReleased,
    VersionYanked,
)


def told_staged(repository: Repository) -> Iterator[dict[str, Any]]:
    """Each pushed tag, the last first, with what was found behind it."""
    for push in sorted(repository.pushed.values(), key=lambda one: one.at, reverse=True):
        image = repository.staged.get(push.digest)
        refused = repository.refused.get(push.digest) if image is None else None
        yield {
            "tag": push.tag,
            "digest": push.digest,
            "state": "staged" if image is not None else "refused" if refused is not None else "reading",
            **_why(refused),
            "kind": image.kind if image is not None else "",
            "platforms": [] if image is None else [asdict(platform) for platform in image.platforms],
            "created": image.created if image is not None else "",
            "pushed": push.at.isoformat(),
            "released": push.digest in repository.pullable(),
        }


def _why(refused: StagingRefused | ReleaseFailed | RetagFailed | None) -> dict[str, Any]:
    if refused is None:
        return {"reason": "", "code": "", "particulars": {}}
    particulars = {one.name: one.value for one in refused.particulars}
    return {"reason": refused.reason, "code": refused.code, "particulars": particulars}


def told_release(release: Release) -> dict[str, Any]:
    asked = release.requested
    return {
        "id": asked.release,
        "state": release.state,
        "step": release.step,
        **_why(release.failed),
        "product": asked.product,
        "plan": asked.plan,
        "repository": asked.repository,
        "tag": asked.tag,
        "digest": asked.digest,
        "notes": asked.notes,
    }


def told_retag(repository: Repository, tag: str, digest: str) -> dict[str, Any]:
    """`moved` without an id where the tag led there already."""
    retag = repository.last_retag(tag, digest)
    if repository.tags.get(tag) == digest or retag is None:
        return _retag(retag, "moved")
    return _retag(retag, retag.state)


def _retag(retag: Retag | None, state: str) -> dict[str, Any]:
    failed = retag.failed if retag is not None and state == "failed" else None
    return {"id": "" if retag is None else retag.requested.retag, "state": state, **_why(failed)}


def told_versions(repository: Repository, product: str, plan: str) -> list[dict[str, Any]]:
    """One an image that was released by this plan, the last released first; tags that lead to it share it."""
    ours = [one for one in repository.versions.values() if (one.product, one.plan) == (product, plan)]
    return [_version(repository, one) for one in sorted(ours, key=lambda one: one.at, reverse=True)]


def _version(repository: Repository, version: VersionReleased) -> dict[str, Any]:
    tags = [tag for tag, digest in repository.tags.items() if digest == version.digest]
    yanked = [one for one in repository.yanked.values() if one.digest == version.digest]
    deprecated = [repository.deprecated[tag] for tag in tags if tag in repository.deprecated]
    return {
        "tag": version.tag if version.tag in tags or not tags else tags[0],
        "tags": tags,
        "digest": version.digest,
        "released": version.at.isoformat(),
        "yanked": [_yanked(one) for one in yanked],
        "deprecated": [_deprecated(one) for one in deprecated],
        "notes": version.notes,
        "platforms": [asdict(platform) for platform in version.platforms],
    }


def _yanked(one: VersionYanked) -> dict[str, Any]:
    return {"tag": one.tag, "reason": one.reason, "security": one.security}


def _deprecated(one: VersionDeprecated) -> dict[str, Any]:
    return {"tag": one.tag, "until": one.until, "successor": one.successor, "reason": one.reason}
