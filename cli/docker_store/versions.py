"""`versions`: what was released of an image, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store.arguments import formatted
from cli.docker_store.asking import tell
from cli.docker_store.calling import at
from cli.docker_store.ending import DONE, NO
from cli.docker_store.listing import Column, Listing, of
from cli.docker_store.money import day
from cli.docker_store.products import parts_of, plan, product

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.listing import Row
    from cli.docker_store.session import Session

LISTING = Listing(
    ("Plan", "Tag", "Tags", "Digest", "Platforms", "Size", "Released", "Grade", "Findings", "State", "Reason", "Notes"),
    (
        Column("TAGS", lambda row: ", ".join(row["Tags"]), 40),
        Column("PLAN", of("Plan")),
        Column("RELEASED", of("Released")),
        Column("PLATFORMS", lambda row: ", ".join(row["Platforms"]), 40),
        Column("SIZE", lambda row: size(row["Size"])),
        Column("GRADE", of("Grade")),
        Column("STATE", of("State")),
        Column("DIGEST", of("Digest"), 20),
    ),
)


def take(parser: ArgumentParser) -> None:
    parser.add_argument("image", metavar="PUBLISHER/PRODUCT[/PLAN]")
    parser.add_argument("--platform", default="", metavar="OS/ARCH")
    parser.add_argument("-q", "--quiet", action="store_true", help="only the tags")
    formatted(parser)


def run(asked: Any, session: Session) -> int:
    LISTING.check(asked.format)
    publisher, slug, named = parts_of(asked.image)
    found = product(session, asked.image)
    path = at("/products/{}/{}/versions", publisher, slug)
    rows = [row_of(item) for item in session.store.get(path, plan=named, platform=asked.platform)["items"]]
    if named and not rows:
        plan(found, named, session)
    if asked.quiet:
        for row in rows:
            print(row["Tag"])
    elif rows or asked.format not in ("", "table"):
        LISTING.show(rows, asked.format, whole=asked.no_trunc)
    if not rows:
        tell(_nothing(session, path, named, asked.platform))
    return DONE if rows else NO


def _nothing(session: Session, path: str, named: str, platform: str) -> str:
    """Why the list is empty: nothing was released at all, or nothing for this platform."""
    every = session.store.get(path, plan=named)["items"] if platform else []
    if not every:
        return "Nothing was released yet."
    there = sorted({_platform(one) for item in every for one in item["platforms"]})
    return f"Nothing was released for {platform}.\nThere is: {', '.join(there) or 'no platform that is told'}"


def row_of(item: dict[str, Any]) -> Row:
    platforms = [_platform(one) for one in item["platforms"]]
    sizes = [one["size"] for one in item["platforms"] if one["size"]]
    tags = sorted(item["tags"] or [item["tag"]], key=_says, reverse=True)
    gone, old = item["yanked"], item["deprecated"]
    return {
        "Plan": item["plan"],
        "Tag": tags[0],
        "Tags": tags,
        "Digest": item["digest"],
        "Platforms": platforms,
        "Size": max(sizes, default=None),
        "Released": day(item["released"] or item["created"]),
        "Grade": item["grade"],
        "Findings": item["findings"],
        "State": "yanked" if gone else "deprecated" if old else "",
        "Reason": gone["reason"] if gone else old["reason"] if old else "",
        "Notes": item["notes"],
    }


def _says(tag: str) -> tuple[bool, int, int]:
    """What says most comes first: 4.2.1 before 4.2 before latest."""
    return tag[:1].isdigit(), tag.count("."), len(tag)


def size(count: int | None) -> str:
    """Bytes as docker writes them."""
    if count is None:
        return ""
    told, units = float(count), ["B", "kB", "MB", "GB", "TB"]
    while told >= 1000 and len(units) > 1:
        told, units = told / 1000, units[1:]
    return f"{told:.3g}{units[0]}"


def _platform(one: dict[str, Any]) -> str:
    return "/".join(part for part in (one["os"], one["architecture"], one["variant"]) if part)
