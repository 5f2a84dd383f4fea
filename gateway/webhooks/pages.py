"""The pages of webhooks: an owner's list, and each with what it hears of, its deliveries, and what can be done."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from flask import Blueprint, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import signed_in
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_refusal
from gateway.publishing.pages.entering import EDITORS, for_team
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.webhooks import rooms
from gateway.webhooks.api import context, service
from gateway.webhooks.rooms import Room
from gateway.webhooks.words import laid_out, outcome, state_words

pages = Blueprint("webhooks_pages", __name__)

ONE = "/webhooks/<webhook>"
Page: TypeAlias = str | Response | tuple[str, int]
FIELD_OF = {
    "webhook-url-invalid": "url",
    "webhook-url-inside": "url",
    "webhook-url-not-https": "url",
    "webhook-description-too-long": "description",
}
LISTED = 50


@pages.get("/account/webhooks")
@signed_in
def own() -> Page:
    return _list(rooms.own())


@pages.post("/account/webhooks")
@signed_in
def add_own() -> Page:
    return _add(rooms.own())


@pages.get("/organizations/<slug>/webhooks")
@signed_in
def of_organization(slug: str) -> Page:
    return _list(rooms.of_organization(slug))


@pages.post("/organizations/<slug>/webhooks")
@signed_in
def add_to_organization(slug: str) -> Page:
    return _add(rooms.of_organization(slug))


@pages.get("/publish/<publisher>/webhooks")
@for_team(*EDITORS)
def of_publisher(publisher: str) -> Page:
    return _list(rooms.of_publisher(publisher))


@pages.post("/publish/<publisher>/webhooks")
@for_team(*EDITORS)
def add_to_publisher(publisher: str) -> Page:
    return _add(rooms.of_publisher(publisher))


@pages.get(ONE)
@signed_in
def webhook(webhook: str) -> Page:
    return _one(webhook)


@pages.get(f"{ONE}/deliveries/<delivery>")
@signed_in
def delivery(webhook: str, delivery: str) -> Page:
    hook, one = service().webhook(webhook, context()), service().webhook_delivery(webhook, delivery, context())
    room = rooms.of_owner(hook["owner"])
    return render_template(
        "webhooks/delivery.html",
        room=room,
        hook=hook,
        one=one,
        request_body=laid_out(one["request"]),
        outcome=outcome,
        here=room.here,
    )


@pages.post(f"{ONE}/deliveries/<delivery>/redeliver")
@signed_in
def redeliver(webhook: str, delivery: str) -> Page:
    message = service().webhook_delivery(webhook, delivery, context())["message"]
    return _to(f"/webhooks/{webhook}?told=redeliver#deliveries", service().redeliver(webhook, message, context()))


@pages.post(f"{ONE}/<action>")
@signed_in
def act(webhook: str, action: str) -> Page:
    if action not in ACTIONS:
        abort(404)
    hook = service().webhook(webhook, context())
    try:
        done = ACTIONS[action](webhook)
    except Unavailable:
        raise
    except Refused as refused:
        return _one(webhook, problems=of_refusal(refused, FIELD_OF), form=_typed()), status_of(refused)
    if action in ("secret", "leaked"):
        return _shown_once(_one(webhook, made=done), done)
    if action == "remove":
        return _to(f"{rooms.of_owner(hook['owner']).base}?told=remove", done)
    return _to(f"/webhooks/{webhook}?told={action}", done)


ACTIONS: Mapping[str, Callable[[str], Answer]] = {
    "change": lambda id: service().change_webhook(id, _typed(), context()),
    "secret": lambda id: service().rotate_webhook_secret(id, False, context()),
    "leaked": lambda id: service().rotate_webhook_secret(id, True, context()),
    "test": lambda id: service().test_webhook(id, context()),
    "stop": lambda id: service().stop_webhook(id, context()),
    "resume": lambda id: service().resume_webhook(id, context()),
    "remove": lambda id: service().remove_webhook(id, context()),
}


def _add(room: Room) -> Page:
    form = _typed()
    try:
        made = service().add_webhook({"owner": room.owner, **form}, context())
    except Unavailable:
        raise
    except Refused as refused:
        return _list(room, of_refusal(refused, FIELD_OF), form), status_of(refused)
    return _shown_once(_one(made["id"], made=made), made)


def _typed() -> dict[str, Any]:
    """All kinds, where none is chosen."""
    told = {name: request.form.get(name, "").strip() for name in ("url", "description")}
    return {**told, "kinds": request.form.getlist("kinds")}


def _list(room: Room, problems: Mistakes | None = None, form: Mapping[str, Any] | None = None) -> str:
    return render_template(
        "webhooks/list.html",
        room=room,
        hooks=service().webhooks(room.owner, context())["items"],
        form=form or {"url": "", "description": "", "kinds": []},
        problems=problems,
        told=gettext("The webhook is removed.") if request.args.get("told") == "remove" else "",
        outcome=outcome,
        state_words=state_words,
        here=room.here,
    )


def _one(
    webhook: str,
    problems: Mistakes | None = None,
    form: Mapping[str, Any] | None = None,
    made: Mapping[str, Any] | None = None,
) -> str:
    hook = service().webhook(webhook, context())
    asked = {"limit": LISTED, "before": request.args.get("before", "")}
    found = service().webhook_deliveries(webhook, asked, context())
    room = rooms.of_owner(hook["owner"])
    return render_template(
        "webhooks/webhook.html",
        room=room,
        hook=hook,
        deliveries=found["items"],
        older=found["next"],
        form=form or hook,
        problems=problems,
        made=made,
        told=_told(),
        outcome=outcome,
        state_words=state_words,
        here=room.here,
    )


def _told() -> str:
    """What the page before did."""
    said = {
        "change": gettext("Saved. If the address is another one, what waits is tried there at once."),
        "test": gettext("A test is under way. Load this page again in a moment to see how it went."),
        "stop": gettext("Nothing more is sent to it."),
        "resume": gettext("What happens from now on is sent to it."),
        "redeliver": gettext("It is under way. Load this page again in a moment to see how it went."),
    }
    return said.get(request.args.get("told", ""), "")


def _to(path: str, done: Answer) -> Response:
    return remember(make_response(redirect(path, 303)), done)


def _shown_once(page: str, done: Answer) -> Response:
    response = remember(make_response(page), done)
    response.headers["Cache-Control"] = "no-store"
    return response
