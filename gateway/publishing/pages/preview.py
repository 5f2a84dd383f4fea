"""How a listing would look: its row among results, its tile, and its description, drawn as the shop draws them."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from markupsafe import Markup

from gateway.auth import signed_in
from gateway.markdown import rendered
from gateway.parts import database
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import TEAM, acts_for
from gateway.publishing.pages.forms import LIMITS, listing_of
from gateway.translation import gettext
from gateway.views import listings


@pages.post("/publish/preview")
@signed_in
def preview() -> str:
    """A fragment of a page, for scripts; nothing is kept of what was typed."""
    asked = {"publisher": request.form.get("publisher", ""), **listing_of(request.form)}
    return render_template("publishing/preview.html", preview=previewed(request.form.get("product", ""), asked))


def previewed(address: str, listing: Mapping[str, Any]) -> dict[str, Any]:
    """What the preview shows of a listing as typed, with what the shop knows of the product at the address."""
    publisher = address.partition("/")[0] or str(listing.get("publisher", ""))
    inside = acts_for(publisher, *TEAM)
    product = listings.drafted(database(), address) if inside and address else None
    seller = listings.publisher(database(), publisher) if inside else None
    text = {name: str(listing.get(name) or "")[:limit] for name, limit in LIMITS.items()}
    return {
        "slug": product.slug if product else f"{publisher}/…",
        "name": text["name"] or gettext("No name yet"),
        "publisher_name": seller.name if seller else publisher,
        "short_description": text["short_description"] or gettext("One line about it stands here."),
        "logo": str(listing.get("logo") or (product.logo if product else "")),
        "type": product.type if product else "verified" if seller and seller.verified else "community",
        "kind": product.kind if product else "container",
        "state": "published",
        "plans": product.plans if product else (),
        "description": Markup(rendered(text["description"], 4, gettext("Table"))),  # noqa: S704 - cleaned by nh3
        "install": Markup(rendered(text["install"], 4, gettext("Table"))),  # noqa: S704 - cleaned by nh3
    }
