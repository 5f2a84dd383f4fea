"""This host's images beside the store's: what there is to know of each, most urgent first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store import local, wire
from cli.docker_store.listing import fields
from cli.docker_store.money import day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cli.docker_store.listing import Row
    from cli.docker_store.local import Image
    from cli.docker_store.session import Session

MOST = 500  # images in one request
FLAGS = ("revoked", "held", "yanked", "deprecated")
URGENT = {name: place for place, name in enumerate(("security", *FLAGS, "newer"))}
FIELDS = fields(
    "Reference Product Name State Flags Mine Newest Released Fixes Successor Notes Pulled Containers Projects Pull Link"
)


class Compared:
    """`images`: those that the store was asked about; `rows`: those of which there is something to know."""

    def __init__(self, images: list[Image], rows: list[Row], unknown: int) -> None:
        self.images, self.rows, self.unknown = images, rows, unknown


def compared(session: Session) -> Compared:
    """One request for up to 500 images; raises Stop where docker or the store cannot be asked."""
    found = local.of_store(local.images(session.docker, wire.load), session.registry)
    items: list[dict[str, Any]] = []
    for start in range(0, len(found), MOST):
        asked = [{"reference": one.reference, "digests": one.digests} for one in found[start : start + MOST]]
        items += session.store.post("/updates", {"images": asked})["items"]
    here = {name for one in found for name in (one.reference, *one.digests)}
    told = [(row_of(item, image, here), item) for item, image in zip(items, found) if item["known"]]
    rows = [row for row, _ in told if _matters(row)]
    rows.sort(key=lambda row: (URGENT[group(row)], row["Reference"]))
    return Compared(found, rows, sum(1 for item in items if not item["known"]))


def row_of(item: dict[str, Any], image: Image, here: set[str]) -> Row:
    """`here`: the digests, and the names, of all that this host has."""
    mine, newest = item["mine"], item["newest"]
    return {
        "Reference": image.reference,
        "Product": item["product"],
        "Name": item["name"],
        "State": item["state"],
        "Flags": item["flags"],
        "Mine": (mine or {}).get("tag") or image.tag or None,
        "Newest": (newest or {}).get("tag"),
        "Released": day((newest or {}).get("released")) or None,
        "Fixes": item["fixes"],
        "Successor": item["successor"],
        "Notes": item["notes"],
        "Pulled": _pulled(item, image, here),
        "Containers": [one.name for one in image.containers],
        "Projects": sorted({one.project for one in image.containers if one.project}),
        "Pull": item["pull_command"],
        "Link": item["link"],
    }


def group(row: Mapping[str, Any]) -> str:
    """The most urgent of what there is to say."""
    told = [row["State"], *row["Flags"]]
    return min((each for each in told if each in URGENT), key=lambda each: URGENT[each], default="newer")


def is_outdated(row: Mapping[str, Any]) -> bool:
    return row["State"] in ("newer", "security")


def _pulled(item: dict[str, Any], image: Image, here: set[str]) -> bool:
    """Whether the newest is on this host already; of what lies in another registry the store has no digest."""
    digest = (item["newest"] or {}).get("digest")
    if digest:
        return digest in here and digest not in image.digests
    reference = (item["pull_command"] or "").rpartition(" ")[2]
    return reference in here and reference != image.reference


def _matters(row: Row) -> bool:
    """An old image whose newer one is here, and on which nothing runs, is only left over."""
    if row["Pulled"] and not row["Containers"]:
        return False
    return is_outdated(row) or bool(row["Flags"])
