"""Pages about the store itself: its appearance, what robots may read, and why a pull was refused."""

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from gateway.drawing import THEMES
from gateway.parts import database, parts
from gateway.returning import local
from gateway.translation import gettext
from gateway.views import counts, listings

pages = Blueprint("operations_pages", __name__)

YEAR = 365 * 24 * 3600
IN_A_PART = 40_000  # addresses; sitemaps.org allows 50,000
# fmt: off
NOT_FOR_ROBOTS = (
    "/account", "/api/", "/compare", "/invitations/", "/my-content", "/organizations", "/publish", "/registry/",
    "/reset", "/search?", "/sign-", "/staff", "/suggestions", "/verify",
)
# fmt: on


@pages.post("/theme")
def theme() -> AnyResponse:
    response = redirect(local(request.form.get("next")), 303)
    chosen = request.form.get("theme", "auto")
    if chosen in THEMES and chosen != "auto":
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=parts().settings.secure)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@pages.get("/robots.txt")
def robots() -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), "Disallow: /*/get"]
    return Response("\n".join([*lines, f"Sitemap: {parts().settings.url}/sitemap.xml", ""]), mimetype="text/plain")


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """One list, or where that would be too long an index of its parts (sitemaps.org)."""
    db = database()
    shelves = _shelves()
    total = len(shelves) + counts.totals(db)[0]
    part = min(request.args.get("part", 0, int), total)
    if total > IN_A_PART and not part:
        parts_of_it = range(1, -(-total // IN_A_PART) + 1)
        return _xml("operations/sitemaps.xml", parts=parts_of_it)
    skip = max(0, part - 1) * IN_A_PART
    first = shelves[skip : skip + IN_A_PART]
    listed = counts.addresses(db, max(0, skip - len(shelves)), IN_A_PART - len(first))
    return _xml("operations/sitemap.xml", places=[*first, *listed])


def _shelves() -> list[tuple[str, str]]:
    db = database()
    categories = [f"category/{shelf.slug}" for shelf in listings.categories(db)]
    return [(path, "") for path in ("", "categories", *categories, *counts.approved_publishers(db))]


def _xml(template: str, **told: object) -> Response:
    return Response(render_template(template, url=parts().settings.url, **told), mimetype="application/xml")


@pages.get("/about/denied")
def denied() -> str:
    refusals = [
        (
            "needs you to sign in",
            gettext(
                "Make a token in your account, then run docker login with it. "
                "The plan is for everybody with an account."
            ),
        ),
        (
            "needs its terms accepted",
            gettext(
                "Open the address in the sentence, read the terms and accept them. The same pull works a second later."
            ),
        ),
        (
            "needs a subscription",
            gettext(
                "Open the address in the sentence: it says what the plan costs, and whether it can be tried first."
            ),
        ),
        (
            "your trial is over",
            gettext("Subscribe at the address in the sentence. The same pull works as soon as it is paid."),
        ),
        (
            "your subscription was not paid, and has ended",
            gettext("Pay the invoice: while its period runs, the same pull works again. After that, subscribe again."),
        ),
        (
            "your subscription is over",
            gettext("It was cancelled. Subscribe again at the address in the sentence."),
        ),
        (
            "is over, or was cancelled. Ask its publisher",
            gettext("What a publisher sold you elsewhere, the publisher alone prolongs. Its page leads to them."),
        ),
        (
            "is to another plan by now",
            gettext("Each plan has an image of its own. My content shows the command for the one that you have."),
        ),
        (
            "was revoked and is no longer delivered",
            gettext("The store no longer delivers this image. Its page says why, and often what to use instead."),
        ),
        (
            "the e-mail address or the password is not right",
            gettext("Give docker login your e-mail address as user name, and a token of your account as password."),
        ),
        (
            "your access token has expired",
            gettext("Make another token in your account, then run docker login again."),
        ),
        (
            "your access token is not known, or was revoked",
            gettext("Make another token in your account, then run docker login again."),
        ),
        (
            "the token of robot",
            gettext("Who makes robots for the organisation makes another, at the address in the sentence."),
        ),
        (
            "your sign-in was ended, or its access token was",
            gettext("Run docker login again, with a token of your account or of your organisation’s robot."),
        ),
        (
            "does not count from this network address",
            gettext("Whoever made the token keeps it to some networks. Make another, or pull from one of them."),
        ),
        (
            "your robot is kept to other products",
            gettext("Make a robot on your organisation’s page that may have this product, or all of them."),
        ),
        (
            "your access token may not pull",
            gettext("Make a token that has pull among what it may do, then run docker login again."),
        ),
        (
            "there is no such repository, or it is not open to you",
            gettext(
                "Compare the name with the command on the image’s page. "
                "What you may not see looks as if it were not there."
            ),
        ),
        (
            "is released by the store alone",
            gettext("Push to the staging repository that the sentence names, and release from there."),
        ),
        (
            "is not approved yet; pushing opens with the approval",
            gettext(
                "The store’s staff have to approve the publisher first; its page under Publish says how it stands."
            ),
        ),
        (
            "has no room left in staging",
            gettext("Release what waits in staging, or clear it on the product’s page of versions."),
        ),
    ]  # in docker's words, which are the same in every language
    return render_template(
        "operations/denied.html", refusals=refusals, canonical=f"{parts().settings.url}/about/denied"
    )
