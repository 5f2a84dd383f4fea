"""An organisation's robots, on its page: made, revoked, and their clients signed out."""

from flask import Blueprint, make_response, request

from eventlog.refusal import Refused, Unavailable
from gateway.account.organizations_pages import ORGANIZATION, Page, context, do, for_members, identity, page_of
from gateway.account.pull_secret import PullSecret
from gateway.account.tokens_pages import ends
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import of_fields, of_refusal
from gateway.parts import close_database, parts
from gateway.translation import gettext

pages = Blueprint("robots_pages", __name__)

FIELD_OF_ROBOT = {
    "robot-name-unfit": "name",
    "robot-name-taken": "name",
    "scopes-missing": "scopes",
    "scope-unknown": "scopes",
    "more-than-its-maker": "scopes",
    "network-unreadable": "networks",
    "too-many-networks": "networks",
    "product-unreadable": "products",
    "too-many-products": "products",
    "expires-in-the-past": "expires",
}


@pages.post(f"{ORGANIZATION}/robots")
@for_members
def create_robot(slug: str) -> Page:
    form = request.form
    name = form.get("name", "").strip()
    if not name:
        return page_of(slug, of_fields({"name": gettext("Enter a name")})), 422
    try:
        expires = ends(form.get("expires", ""))
        made = identity().create_robot(
            slug, name, form.getlist("scopes"), _words("products"), expires, _words("networks"), context()
        )
    except Unavailable:
        raise
    except Refused as refused:
        return page_of(slug, of_refusal(refused, FIELD_OF_ROBOT)), status_of(refused)
    parts().reader.wait_for(made["position"])
    close_database()  # what is read from here on shows the new robot
    secret = (
        PullSecret(parts().settings.registry_host, made["name"], made["token"], made["name"]) if made["token"] else None
    )
    response = remember(make_response(page_of(slug, made={**made, "secret": secret})), made)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post(f"{ORGANIZATION}/robots/<robot>/revoke")
@for_members
def revoke_robot(slug: str, robot: str) -> Page:
    return do(slug, lambda: identity().revoke_robot(slug, robot, context()), "revoked")


@pages.post(f"{ORGANIZATION}/refresh-tokens/<refresh>/revoke")
@for_members
def revoke_refresh(slug: str, refresh: str) -> Page:
    return do(slug, lambda: identity().revoke_refresh(slug, refresh, context()), "client")


def _words(name: str) -> list[str]:
    return request.form.get(name, "").replace(",", " ").split()
