"""A product on its way: to the reviewers and back, onto the shelves and off them, to another publisher."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from flask import abort, request

from eventlog.refusal import Refused
from gateway.errors import status_of
from gateway.mistakes import of_fields
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import EDITORS, acts_for, catalog, context, for_team, to, told_still
from gateway.publishing.pages.forms import mistaken
from gateway.publishing.pages.listing import Page, drawn
from gateway.publishing.pages.publishers import overview_page
from gateway.rpc import Answer
from gateway.translation import gettext

Act = Callable[[str], Answer]


def _acts() -> Mapping[str, tuple[str, Act]]:
    """Each button's word: what is told afterwards, and the command that it gives."""
    return {
        "submit": ("submitted", lambda product: catalog().submit_product(product, context())),
        "withdraw": ("withdrawn", lambda product: catalog().withdraw_submission(product, context())),
        "publish": ("published", lambda product: catalog().publish_product(product, context())),
        "unlist": ("unlisted", lambda product: catalog().unlist_product(product, context())),
        "unschedule": ("unscheduled", lambda product: catalog().unschedule_publication(product, context())),
        "keep": ("kept", lambda product: catalog().withdraw_transfer(product, context())),
    }


@pages.post("/publish/<publisher>/<product>/state")
@for_team(*EDITORS)
def change_state(publisher: str, product: str) -> Page:
    told, act = _acts().get(request.form.get("do", ""), ("", None))
    if act is None:
        abort(404)
    address = f"{publisher}/{product}"
    try:
        return to(f"/publish/{address}?told={told}", act(address))
    except Refused as refused:
        return drawn(told_still(publisher, product), mistaken(refused, {})), status_of(refused)


@pages.post("/publish/<publisher>/<product>/schedule")
@for_team(*EDITORS)
def schedule(publisher: str, product: str) -> Page:
    """A browser's field for day and time has no zone: it is read in UTC, as it says."""
    address = f"{publisher}/{product}"
    try:
        at = datetime.fromisoformat(request.form.get("at", "")).replace(tzinfo=UTC)
    except ValueError:
        wrong = of_fields({"at": gettext("Enter a day and a time, such as 2027-01-31T09:00")})
        return drawn(told_still(publisher, product), wrong), 422
    try:
        done = catalog().schedule_publication(address, at.isoformat(), context())
    except Refused as refused:
        where = {"schedule-invalid": "at", "field-invalid": "at"}
        return drawn(told_still(publisher, product), mistaken(refused, where)), status_of(refused)
    return to(f"/publish/{address}?told=scheduled", done)


@pages.post("/publish/<publisher>/<product>/transfer")
@for_team("owner")
def offer_transfer(publisher: str, product: str) -> Page:
    address = f"{publisher}/{product}"
    try:
        done = catalog().offer_transfer(address, request.form.get("to", "").strip(), context())
    except Refused as refused:
        where = dict.fromkeys(("no-such-publisher", "publisher-not-approved", "transfer-to-itself"), "to")
        return drawn(told_still(publisher, product), mistaken(refused, where)), status_of(refused)
    return to(f"/publish/{address}?told=offered", done)


@pages.post("/publish/<publisher>/<product>/transfer/accept")
def accept_transfer(publisher: str, product: str) -> Page:
    """By an owner of the publisher that it was offered to: asked of the catalogue, which knows the offer."""
    receiver = request.form.get("receiver", "")
    if not acts_for(receiver, "owner"):
        abort(404)
    try:
        done = catalog().accept_transfer(f"{publisher}/{product}", context())
    except Refused as refused:
        return overview_page(receiver, mistaken(refused, {})), status_of(refused)
    return to(f"/publish/{done.get('slug') or receiver}?told=moved", done)
