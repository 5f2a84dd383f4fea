"""Addresses that forms are sent to, opened anew: back to the page on which the form stands."""

from flask import redirect
from werkzeug.wrappers import Response

from gateway.auth import signed_in
from gateway.publishing.pages import pages


@pages.get("/publish/preview")
@signed_in
def of_preview() -> Response:
    return redirect("/publish", 303)


@pages.get("/publish/<publisher>/settings/<any(agreement, support, domain):part>")
@signed_in
def of_settings(publisher: str, part: str) -> Response:
    return redirect(f"/publish/{publisher}/settings#{part}", 303)


@pages.get("/publish/<publisher>/<product>/<any(state, schedule, transfer, screenshots):part>")
@signed_in
def of_listing(publisher: str, product: str, part: str) -> Response:
    return redirect(f"/publish/{publisher}/{product}", 303)


@pages.get("/publish/<publisher>/<product>/versions/<plan>/<tag>/<any(yank, deprecate, retag):part>")
@signed_in
def of_version(publisher: str, product: str, plan: str, tag: str, part: str) -> Response:
    return redirect(f"/publish/{publisher}/{product}/versions/{plan}/{tag}", 303)


@pages.get("/publish/<publisher>/<product>/reviews/<review>/<any(answer, report):part>")
@signed_in
def of_review(publisher: str, product: str, review: str, part: str) -> Response:
    return redirect(f"/publish/{publisher}/{product}/reviews", 303)
