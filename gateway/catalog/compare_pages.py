"""The page that sets products side by side; which ones stands in its address, so that it can be sent on."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from gateway.catalog.comparing import MOST, facts_of
from gateway.parts import database
from gateway.translation import gettext
from gateway.views import counts, listings
from gateway.views.listings import Product

pages = Blueprint("compare_pages", __name__)

LONGEST, OTHERS = 200, 6


@pages.get("/compare")
def compare() -> str:
    asked = list(dict.fromkeys(_slug(text) for text in request.args.getlist("p") if text.strip()))
    found = listings.by_slugs(database(), asked[: 2 * MOST])
    chosen = found[:MOST]
    slugs = [product.slug for product in chosen]
    missing = [slug for slug in asked[: 2 * MOST] if slug not in {product.slug for product in found}]
    return render_template(
        "catalog/compare.html",
        products=[
            {"product": product, "less": _address([slug for slug in slugs if slug != product.slug])}
            for product in chosen
        ],
        facts=facts_of(chosen) if len(chosen) > 1 else [],
        missing=missing,
        left=found[MOST:],
        most=MOST,
        others=_others(chosen, slugs) if len(chosen) < MOST else [],
        about=gettext("Images side by side: what differs, and what does not."),
        here="browse",
    )


def _slug(text: str) -> str:
    """Of an official image its name is enough."""
    typed = text.strip().strip("/")[:LONGEST]
    return typed if "/" in typed else f"library/{typed}"


def _others(chosen: Sequence[Product], slugs: list[str]) -> list[dict[str, Any]]:
    """From the shelf of the first: what else one might set beside it."""
    if not chosen or not chosen[0].categories:
        return []
    there = counts.slugs_in(database(), chosen[0].categories[0], 0, OTHERS + MOST)
    others = listings.by_slugs(database(), [slug for slug in there if slug not in slugs][:OTHERS])
    return [{"name": other.name, "url": _address([*slugs, other.slug])} for other in others]


def _address(slugs: list[str]) -> str:
    return f"/compare?{urlencode([('p', slug) for slug in slugs])}" if slugs else "/compare"
