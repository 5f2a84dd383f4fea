"""`updates`: which images here have something newer in the store. It ends by 0: none, 1: some, 2: could not look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store.arguments import formatted
from cli.docker_store.asking import tell
from cli.docker_store.clean import clean
from cli.docker_store.comparing import FIELDS, compared, group, is_outdated
from cli.docker_store.ending import DONE, NO
from cli.docker_store.listing import Column, Listing, of
from cli.docker_store.money import day

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Mapping

    from cli.docker_store.listing import Row
    from cli.docker_store.session import Session

SHOWN_FIXES = 2
WORDS = {"held": "on hold"}


def take(parser: ArgumentParser) -> None:
    parser.add_argument("--notes", action="store_true", help="also what its publisher says of each release since")
    parser.add_argument("-q", "--quiet", action="store_true", help="only the images' names")
    formatted(parser)


def run(asked: Any, session: Session) -> int:
    LISTING.check(asked.format)
    found = compared(session)
    rows = found.rows
    if asked.quiet:
        for row in rows:
            print(row["Reference"])
    elif asked.format not in ("", "table"):
        LISTING.show(rows, asked.format, whole=asked.no_trunc)
    elif rows:
        LISTING.show(rows, asked.format, whole=asked.no_trunc)
        if asked.notes:
            _notes(rows)
        if any(row["Pull"] and not row["Pulled"] for row in rows):
            tell(f"Pull what is newer: {session.prog} upgrade")
    else:
        tell(_nothing(len(found.images) - found.unknown))
    return NO if rows else DONE


def state(row: Mapping[str, Any]) -> str:
    """In words, most urgent first: “security: CVE-2026-1 (critical)”, “deprecated: use 5.0”."""
    first = group(row)
    words = [first, *(each for each in row["Flags"] if each != first)]
    told = ", ".join(WORDS.get(each, each) for each in words)
    fixes = [f"{one['advisory']} ({one['severity']})" for one in row["Fixes"]]
    if row["State"] == "security" and fixes:
        more = f" and {len(fixes) - SHOWN_FIXES} more" if len(fixes) > SHOWN_FIXES else ""
        told += f": {', '.join(fixes[:SHOWN_FIXES])}{more}"
    return f"{told}: use {row['Successor']}" if row["Successor"] and "deprecated" in row["Flags"] else told


def newest(row: Mapping[str, Any]) -> str:
    if not is_outdated(row):
        return ""
    return f"{row['Newest']} (pulled)" if row["Pulled"] else str(row["Newest"] or "")


LISTING = Listing(
    FIELDS,
    (
        Column("IMAGE", of("Reference")),
        Column("STATE", state),
        Column("MINE", of("Mine"), 20),
        Column("NEWEST", newest, 28),
        Column("RELEASED", lambda row: str(row["Released"] or "") if newest(row) else ""),
        Column("CONTAINERS", lambda row: ", ".join(row["Containers"]), 40),
    ),
)


def _notes(rows: list[Row]) -> None:
    """Of each release once, however many of this host's images are older than it."""
    told = {(row["Product"], note["tag"], note["notes"]): note["released"] for row in rows for note in row["Notes"]}
    for (product, tag, notes), released in told.items():
        if notes:
            print(f"\n{clean(product)} {clean(tag)}, {day(released)}")
            for line in clean(notes, lines=True).strip().splitlines():
                print(f"    {line}".rstrip())


def _nothing(known: int) -> str:
    if not known:
        return "No image on this host is known to the store."
    return f"Nothing newer: {known} {'image' if known == 1 else 'images'} of the store on this host."
