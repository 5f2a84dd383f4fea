"""The page of an organisation's own catalogue: what is in it, and for owners how it is chosen."""

from flask import Blueprint, make_response, redirect, render_template, request

from eventlog.refusal import Refused, Unavailable
from gateway.account.organizations_pages import ORGANIZATION, Page, context, for_members
from gateway.auth import caller
from gateway.catalog import own
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.parts import database
from gateway.returning import local
from gateway.translation import gettext
from gateway.views import accounts, catalogues

pages = Blueprint("catalogue_pages", __name__)

CATALOGUE = f"{ORGANIZATION}/catalogue"
FIELD_OF = dict.fromkeys(("no-such-product", "no-such-publisher", "catalogue-full"), "entry")


@pages.get(CATALOGUE)
@for_members
def catalogue(slug: str) -> Page:
    return _page(slug)


@pages.post(CATALOGUE)
@for_members
def add_to_catalogue(slug: str) -> Page:
    return _change(slug, "added")


@pages.post(f"{CATALOGUE}/remove")
@for_members
def remove_from_catalogue(slug: str) -> Page:
    return _change(slug, "removed")


def _change(slug: str, told: str) -> Page:
    """Back to the page that the form stood on."""
    entry = _typed()
    if not entry:
        return _page(slug, of_fields({"entry": gettext("Enter an address such as acme/db")})), 422
    command = own.add if told == "added" else own.remove
    try:
        done = command(slug, entry, context())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(slug, of_refusal(refused, FIELD_OF)), status_of(refused)
    back = local(request.form.get("back"), f"/organizations/{slug}/catalogue?told={told}")
    return remember(make_response(redirect(back, 303)), done)


def _typed() -> str:
    """An address, or the whole link to a page that was copied."""
    entry = request.form.get("entry", "").strip().split("?")[0]
    return "/".join(entry.partition("://")[2].split("/")[1:3]) if "://" in entry else entry.strip("/")


def _page(slug: str, problems: Mistakes | None = None) -> str:
    mine = accounts.member(database(), caller().account, slug)
    words = {"added": gettext("It is in the catalogue."), "removed": gettext("It is in the catalogue no more.")}
    return render_template(
        "account/catalogue.html",
        organization=own.seen(slug),
        owner=mine is not None and mine.role == "owner",
        entries=catalogues.entries(database(), slug),
        entry=request.form.get("entry", "") if problems else "",
        problems=problems,
        told=words.get(request.args.get("told", ""), ""),
        here="organizations",
    )
