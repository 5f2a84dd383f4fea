"""A publisher's keys for signatures: which count, another one, and one that counts no more."""

from collections.abc import Mapping

from flask import abort, render_template, request

from eventlog.refusal import Refused
from gateway.errors import status_of
from gateway.mistakes import Mistakes
from gateway.parts import database, parts
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import EDITORS, acts_for, catalog, context, for_team, to, told_of
from gateway.publishing.pages.forms import mistaken, typed
from gateway.publishing.pages.listing import Page
from gateway.translation import gettext
from gateway.views import listings

PAGE = "/publish/<publisher>/settings/signing-keys"
WHERE = {"signing-key-invalid": "pem", "signing-key-name-invalid": "name", "too-many-signing-keys": "pem"}


@pages.get(PAGE)
@for_team(*EDITORS)
def signing_keys(publisher: str) -> str:
    words = {
        "registered": gettext("From now on only what one of your keys has signed is released."),
        "withdrawn": gettext("The key counts no more. What was released stays."),
    }
    return _page(publisher, told=told_of(words))


@pages.post(PAGE)
@for_team("owner")
def register_signing_key(publisher: str) -> Page:
    form = typed("name", "pem")
    try:
        done = catalog().register_signing_key(publisher, form["name"], form["pem"], context())
    except Refused as refused:
        return _page(publisher, mistaken(refused, WHERE), form), status_of(refused)
    return to(f"/publish/{publisher}/settings/signing-keys?told=registered", done)


@pages.post(f"{PAGE}/withdraw")
@for_team("owner")
def withdraw_signing_key(publisher: str) -> Page:
    try:
        done = catalog().withdraw_signing_key(publisher, request.form.get("key", ""), context())
    except Refused as refused:
        return _page(publisher, mistaken(refused)), status_of(refused)
    return to(f"/publish/{publisher}/settings/signing-keys?told=withdrawn", done)


def _page(
    publisher: str, problems: Mistakes | None = None, form: Mapping[str, str] | None = None, told: str = ""
) -> str:
    seller = listings.publisher(database(), publisher)
    if seller is None:
        abort(404)
    return render_template(
        "publishing/signing_keys.html",
        publisher=publisher,
        seller=seller,
        keys=catalog().signing_keys_of(publisher),
        owner=acts_for(publisher, "owner"),
        form=form or {},
        problems=problems,
        told=told,
        registry=parts().settings.registry_host,
        here="publish",
    )
