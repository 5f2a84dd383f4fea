"""`subscriptions`: what one has, or an organisation has, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store.arguments import formatted
from cli.docker_store.asking import tell
from cli.docker_store.ending import DONE
from cli.docker_store.held import OVER
from cli.docker_store.holders import asked_for
from cli.docker_store.listing import Column, Listing, of
from cli.docker_store.money import day, money

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.listing import Row
    from cli.docker_store.session import Session

LISTING = Listing(
    ("ID", "Plan", "State", "Holder", "Quantity", "Until", "Next", "Amount", "Ends", "Payment", "Pull", "Link"),
    (
        Column("PLAN", of("Plan")),
        Column("STATE", lambda row: str(row["State"]).replace("_", " ")),
        Column("QUANTITY", of("Quantity")),
        Column("UNTIL", of("Until")),
        Column("NEXT PAYMENT", lambda row: f"{row['Amount']} on {row['Next']}" if row["Next"] else ""),
        Column("SUBSCRIPTION", of("ID"), 12),
    ),
)


def take(parser: ArgumentParser) -> None:
    parser.add_argument("--for", dest="holder", default="", metavar="ORGANISATION", help="an organisation's")
    parser.add_argument("-a", "--all", action="store_true", help="also those that are over")
    parser.add_argument("-q", "--quiet", action="store_true", help="only their ids")
    formatted(parser)


def run(asked: Any, session: Session) -> int:
    LISTING.check(asked.format)
    with asked_for(asked.holder, f"Those that are: {session.url}/organizations"):
        items = session.signed_in.get("/subscriptions", holder=asked.holder)["items"]
    rows = [row_of(item, session.url) for item in items if asked.all or item["state"] not in OVER]
    if asked.quiet:
        for row in rows:
            print(row["ID"])
    elif rows or asked.format not in ("", "table"):
        LISTING.show(rows, asked.format, whole=asked.no_trunc)
    if not rows:
        tell("There are no subscriptions.")
    return DONE


def row_of(item: dict[str, Any], url: str) -> Row:
    due = item.get("next") or {}
    return {
        "ID": item["id"],
        "Plan": item["plan"],
        "State": item["state"],
        "Holder": item["holder"],
        "Quantity": item.get("quantity"),
        "Until": day(item["until"]),
        "Next": due.get("on"),
        "Amount": money(due["total"]) if due.get("total") else None,
        "Ends": item["cancel_at_period_end"],
        "Payment": item.get("payment"),
        "Pull": item["pull_command"] or None,
        "Link": f"{url}/my-content/subscriptions/{item['id']}",
    }
