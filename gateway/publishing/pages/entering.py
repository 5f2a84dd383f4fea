"""Who may enter a publisher's pages, and what stands around every one of them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort, make_response, redirect, request
from werkzeug.wrappers import Response

from eventlog.refusal import Unavailable
from gateway.auth import caller, command_context, signed_in
from gateway.catalog.priced import priced
from gateway.http import remember
from gateway.parts import database, parts
from gateway.rpc import Answer, Catalog
from gateway.translation import gettext
from gateway.views import listings
from gateway.views.listings import Product

EDITORS = ("owner", "editor")
TEAM = (*EDITORS, "support")
LONGEST_VERSION = 10  # digits

View = TypeVar("View", bound=Callable[..., Any])


def acts_for(publisher: str, *roles: str) -> bool:
    held = caller().roles
    return any(f"{publisher}:{role}" in held for role in roles)


def for_team(*roles: str) -> Callable[[View], View]:
    """The page is for people with one of these roles in the publisher; to others there is nothing at its address."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(publisher: str, *args: Any, **kwargs: Any) -> Any:
            if not acts_for(publisher, *roles):
                abort(404)
            return view(publisher, *args, **kwargs)

        return cast("View", signed_in(guarded))

    return decorate


def catalog() -> Catalog:
    return parts().rpc.catalog


def context() -> dict[str, Any]:
    return command_context().dump()


def derived(what: str) -> dict[str, Any]:
    """The context of one of several commands that a form gives: sent again, each comes to the same."""
    by = command_context()
    return replace(by, command_id=by.derived(what)).dump()


def edit_context() -> dict[str, Any]:
    """The command counts only on the version that the form was filled on."""
    seen = request.form.get("version", "")
    fits = seen.isdecimal() and len(seen) < LONGEST_VERSION
    return replace(command_context(), versions=frozenset({int(seen)}) if fits else None).dump()


def product_or_404(publisher: str, product: str) -> Product:
    """As the shelves have it, a draft too; who enters was asked before."""
    found = listings.drafted(database(), f"{publisher}/{product}")
    if found is None or found.external:
        abort(404)
    return found


def told_or_404(publisher: str, product: str) -> Answer:
    """As the catalogue's desk has it, with its version and what a reviewer would say."""
    address = f"{publisher}/{product}"
    told = catalog().product(address)
    if told["slug"] != address or told["external"]:
        abort(404)
    return told


def told_still(publisher: str, name: str) -> Answer:
    """For a form that is shown again: where the desk is silent, as the shelves have it, so that no word is lost."""
    try:
        return told_or_404(publisher, name)
    except Unavailable:
        product = product_or_404(publisher, name)
        found = asdict(product)
    seen = request.form.get("version", "")
    plans = [
        {
            **plan,
            **priced(offered.price),
            "licence_fields": [],
            "terms": {"version": plan["terms_version"], "text": plan["terms_text"]},
            "retired": False,
        }
        for plan, offered in zip(found["plans"], product.plans, strict=True)
    ]
    unknown = {"problems": [], "reasons": [], "edited": False, "turned_down": None, "unpublished": None}
    return {**found, **unknown, "listing": found, "plans": plans, "version": seen}


def to(address: str, *executed: Mapping[str, Any]) -> Response:
    """On to the next page, which waits until it shows what was done."""
    positions = [str(one["position"]) for one in executed if one.get("position")]
    return remember(make_response(redirect(address, 303)), {"position": ",".join(positions)})


def told_of(words: Mapping[str, str]) -> str:
    """The sentence for what was done on the page before."""
    return words.get(request.args.get("told", ""), "")


def tabs(product: str, publisher: str) -> list[tuple[str, str, str]]:
    """A product's pages that its reader may enter: address, name, and the word that marks the present one."""
    base = f"/publish/{product}"
    editing = [
        (base, gettext("Listing"), "listing"),
        (f"{base}/plans", gettext("Plans"), "plans"),
        (f"{base}/versions", gettext("Versions"), "versions"),
        (f"{base}/certification", gettext("Certification"), "certification"),
    ]
    told = [(f"{base}/pulls", gettext("Pulls"), "pulls"), (f"{base}/reviews", gettext("Reviews"), "reviews")]
    return [*editing, *told] if acts_for(publisher, *EDITORS) else told
