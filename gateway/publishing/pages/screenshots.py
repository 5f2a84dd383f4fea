"""A product's screenshots: added and taken away one by one."""

from flask import request

from eventlog.refusal import Refused
from gateway.errors import status_of
from gateway.mistakes import of_fields
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import EDITORS, catalog, context, for_team, to, told_still
from gateway.publishing.pages.forms import mistaken, pictured, uploaded
from gateway.publishing.pages.listing import Page, drawn
from gateway.publishing.pictures import screenshot
from gateway.translation import gettext

WRONG = ("not-a-picture", "picture-too-large", "logo-invalid", "screenshot-invalid", "too-many-screenshots")


@pages.post("/publish/<publisher>/<product>/screenshots")
@pictured
@for_team(*EDITORS)
def add_screenshot(publisher: str, product: str) -> Page:
    address = f"{publisher}/{product}"
    sent = uploaded("screenshot")
    if not sent:
        return drawn(told_still(publisher, product), of_fields({"screenshot": gettext("Choose a picture")})), 422
    try:
        done = catalog().add_screenshot(address, screenshot(sent), context())
    except Refused as refused:
        wrong = mistaken(refused, dict.fromkeys(WRONG, "screenshot"))
        return drawn(told_still(publisher, product), wrong), status_of(refused)
    return to(f"/publish/{address}?told=pictured", done)


@pages.post("/publish/<publisher>/<product>/screenshots/remove")
@for_team(*EDITORS)
def remove_screenshot(publisher: str, product: str) -> Page:
    address = f"{publisher}/{product}"
    done = catalog().remove_screenshot(address, request.form.get("screenshot", ""), context())
    return to(f"/publish/{address}?told=pictured", done)
