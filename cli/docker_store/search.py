"""`search`: images by words and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store.arguments import count, formatted
from cli.docker_store.asking import tell
from cli.docker_store.ending import DONE, NO
from cli.docker_store.listing import Column, Listing, fields, of
from cli.docker_store.money import day, money

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.listing import Row
    from cli.docker_store.session import Session

LISTING = Listing(
    fields(
        "Slug Name Publisher Description Type Kind Certified Grade Price Prices Rating Pulls Updated Held Categories "
        "Link"
    ),
    (
        Column("IMAGE", of("Slug")),
        Column("DESCRIPTION", of("Description"), 50),
        Column("PRICE", of("Price")),
        Column("TYPE", of("Type")),
        Column("GRADE", of("Grade")),
        Column("CERTIFIED", lambda row: "yes" if row["Certified"] else ""),
    ),
)


def take(parser: ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORD", help="what to look for; nothing: everything")
    parser.add_argument("--category", action="append", default=[])
    parser.add_argument("--type", action="append", default=[], choices=("official", "verified", "community"))
    parser.add_argument("--price", action="append", default=[], choices=("free", "paid", "trial"))
    parser.add_argument("--platform", action="append", default=[], metavar="OS/ARCH")
    parser.add_argument("--publisher", action="append", default=[])
    parser.add_argument("--certified", action="store_true", help="only what carries a certificate now")
    parser.add_argument("--sort", default="relevance", choices=("relevance", "pulls", "rating", "updated"))
    parser.add_argument("--limit", type=count, default=20, metavar="N", help="how many, 20 unless told otherwise")
    parser.add_argument("-q", "--quiet", action="store_true", help="only the images' names")
    formatted(parser)


def run(asked: Any, session: Session) -> int:
    LISTING.check(asked.format)
    filters = {name: getattr(asked, name) for name in ("category", "type", "price", "platform", "publisher", "sort")}
    certified = "true" if asked.certified else None
    told = session.store.get("/search", q=" ".join(asked.words), certified=certified, limit=asked.limit, **filters)
    rows = [row_of(item, session.url) for item in told["items"]]
    if asked.quiet:
        for row in rows:
            print(row["Slug"])
    elif rows or asked.format not in ("", "table"):
        LISTING.show(rows, asked.format, whole=asked.no_trunc)
    if not rows:
        tell("Nothing was found.")
    if told.get("did_you_mean") and not rows:
        tell(f"Did you mean `{session.prog} search {told['did_you_mean']}`?")
    elif told["total"] > len(rows) and asked.format in ("", "table") and not asked.quiet:
        tell(f"{len(rows)} of {told['total']:,}; --limit N shows more.")
    return DONE if rows else NO


def row_of(item: dict[str, Any], url: str) -> Row:
    paid, cheapest = "paid" in item["prices"], item["price_from"]
    return {
        "Slug": item["slug"],
        "Name": item["name"],
        "Publisher": item["publisher"]["name"],
        "Description": item["short_description"],
        "Type": item["type"],
        "Kind": item["kind"],
        "Certified": item["certified"],
        "Grade": item["grade"],
        "Price": f"from {money(cheapest)}" if cheapest else "by order or use" if paid else "free",
        "Prices": item["prices"],
        "Rating": item["rating"]["mean"] if item["rating"] else None,
        "Pulls": item["pulls"],
        "Updated": day(item["updated"]),
        "Held": item["held"],
        "Categories": item["categories"],
        "Link": f"{url}/{item['slug']}",
    }
