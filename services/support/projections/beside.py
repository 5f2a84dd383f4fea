"""What is known beside a ticket: whether its holder may pull, and the image that is run."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from services.support.projections import catalogue, entitlements, findings

FREE = {"anyone": "the plan is for everybody", "signed_in": "the plan is for everybody with an account"}


def right_of(db: Connection, holder: str, product: str, plan: str, now: datetime) -> dict[str, Any]:
    """{may_pull, why}: by what the holder has at `now`, of this plan where one is named."""
    offered = catalogue.plan_of(db, product, plan)
    if offered is not None and offered["access"] in FREE:
        return {"may_pull": True, "why": FREE[offered["access"]]}
    rights = entitlements.of_holder(db, holder, product)
    right = next((each for each in rights if plan in ("", each["plan"])), None)
    if right is None:
        return {"may_pull": False, "why": "nothing was bought or accepted"}
    runs = not right["ended"] and (right["until"] is None or now < right["until"])
    until = f" until {right['until'].date().isoformat()}" if right["until"] else ""
    why = right["ended"] or f"{right['reason']}{until}"
    return {"may_pull": runs, "why": f"{right['plan']}: {why}"}


def _telling(tags: Sequence[str]) -> str:
    """Of several tags of one image the one that says most of its version: 4.2.1 of latest, 4 and 4.2.1."""
    return max(tags, key=lambda tag: (any(map(str.isdigit, tag)), tag.count("."), len(tag)))


def image_of(db: Connection, repository: str, tag: str, digest: str) -> dict[str, Any]:
    """Of the version that is run, by its digest or else by where its tag leads now, and of the newest one."""
    tags = catalogue.tags_of(db, repository)
    newest = next(iter(tags), None)
    digest = digest or next((each["digest"] for each in tags if each["tag"] == tag), "")
    runs = findings.rating_of(db, repository, digest) if digest else None
    latest = findings.rating_of(db, repository, newest["digest"]) if newest else None
    return {
        "repository": repository,
        "tag": tag,
        "digest": digest,
        "grade": runs["grade"] if runs else None,
        "newest": _telling([each["tag"] for each in tags if each["digest"] == newest["digest"]]) if newest else "",
        "newest_grade": latest["grade"] if latest else None,
        "findings": runs["findings"] if runs else None,
        "certified_until": findings.certified_until(db, repository, digest) if digest else None,
    }
