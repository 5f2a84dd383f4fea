"""`show`: what an image is, how it stands, and what its plans cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store import tables
from cli.docker_store.arguments import formatted
from cli.docker_store.clean import clean
from cli.docker_store.ending import DONE
from cli.docker_store.listing import Listing, fields
from cli.docker_store.money import day, price
from cli.docker_store.products import parts_of, plan, product

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.listing import Row
    from cli.docker_store.session import Session

LISTING = Listing(
    fields(
        "Slug Name Publisher Description Text Type Kind State Licence Categories Tags Certified Grade Findings Rating "
        "Pulls Updated Plans Pull Link"
    )
)
NEEDS = {
    "anyone": "nothing",
    "signed_in": "an account",
    "terms": "its terms",
    "subscribers": "a subscription",
    "byol": "a licence of its publisher",
}
PLAN = ("PLAN", "PRICE", "TRIAL", "NEEDS", "TERMS")


def take(parser: ArgumentParser) -> None:
    parser.add_argument("image", metavar="PUBLISHER/PRODUCT[/PLAN]")
    formatted(parser)


def run(asked: Any, session: Session) -> int:
    LISTING.check(asked.format)
    found = _found(session, asked.image)
    row = row_of(found, session.url)
    if asked.format not in ("", "table"):
        LISTING.show([row], asked.format)
    else:
        _page(found, row, whole=asked.no_trunc)
    return DONE


def _found(session: Session, image: str) -> dict[str, Any]:
    """The product; where a plan is named, with that one alone and its pull command."""
    found, named = product(session, image), parts_of(image)[2]
    if not named:
        return found
    chosen = plan(found, named, session)
    return {**found, "plans": [chosen], "pull_command": chosen["pull_command"]}


def row_of(found: dict[str, Any], url: str) -> Row:
    certified = found["certified"]
    return {
        "Slug": found["slug"],
        "Name": found["name"],
        "Publisher": found["publisher"]["name"],
        "Description": found["short_description"],
        "Text": found["description"],
        "Type": found["type"],
        "Kind": found["kind"],
        "State": found["state"],
        "Licence": found["licence"],
        "Categories": found["categories"],
        "Tags": found["tags"],
        "Certified": certified["until"] if certified else None,
        "Grade": found["grade"],
        "Findings": found["findings"],
        "Rating": found["rating"]["mean"] if found["rating"] else None,
        "Pulls": found["pulls"],
        "Updated": day(found["updated"]),
        "Plans": [one["id"] for one in found["plans"]],
        "Pull": found["pull_command"],
        "Link": f"{url}/{found['slug']}",
    }


def _page(found: dict[str, Any], row: Row, *, whole: bool) -> None:
    print(clean(f"{row['Name']} by {row['Publisher']}"))
    print(clean(row["Description"]))
    print()
    facts = [(name, clean(text)) for name, text in _facts(found, row) if text]
    print(tables.plain(("", ""), facts))
    if found["plans"]:
        print()
        tables.show(PLAN, [plan_row(one) for one in found["plans"]], whole=whole)


def _facts(found: dict[str, Any], row: Row) -> list[tuple[str, str]]:
    holes = ", ".join(f"{count} {name}" for name, count in (found["findings"] or {}).items() if count)
    return [
        ("Image", row["Slug"]),
        ("Kind", f"{row['Type']}, {row['Kind']}"),
        ("On hold", found["hold_reason"] or ""),
        ("Certified until", row["Certified"] or ""),
        ("Grade", row["Grade"] or ""),
        ("Known holes", holes if found["findings"] else ""),
        ("Rating", f"{row['Rating']:.1f} of 5, by {found['rating']['count']}" if found["rating"] else ""),
        ("Pulls", f"{row['Pulls']:,}"),
        ("Updated", row["Updated"]),
        ("Licence", row["Licence"] or ""),
        ("Pull", row["Pull"] or ""),
        ("Page", row["Link"]),
    ]


def plan_row(one: dict[str, Any]) -> tuple[str, ...]:
    trial = f"{one['trial_days']} days" if one["trial_days"] else ""
    needs = NEEDS.get(one["access"], "an order of its publisher")
    terms = f"version {one['terms']['version']}" if one["terms"] else ""
    return clean(one["id"]), price(one), trial, needs, clean(terms)
