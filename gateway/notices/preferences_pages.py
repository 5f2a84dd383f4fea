"""The page on which one says how one wants to hear of things: by kind and way, when, and in which language."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused
from gateway.auth import caller, command_context, signed_in
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_refusal
from gateway.notices import asking, words
from gateway.parts import database, parts
from gateway.rpc import Answer, Notifications
from gateway.translation import gettext
from gateway.views import own_feeds
from vocabulary.zones import zones

pages = Blueprint("preferences_pages", __name__)

PAGE = "/account/notifications"
DELIVERY = ("quiet_from", "quiet_until", "zone", "digest_at", "language")
PLACES = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific", "UTC")
FIELD_OF = {"zone-unknown": "zone", "weekday-invalid": "digest_on", "language-unknown": "language"}


@pages.get(PAGE)
@signed_in
def preferences() -> str:
    said = {
        "saved": gettext("It is saved, and holds from now on."),
        "resumed": gettext("Letters are sent to your address again."),
    }
    return _page(told=said.get(request.args.get("told", ""), ""))


@pages.post(PAGE)
@signed_in
def set_preferences() -> Response | tuple[str, int]:
    form, context = request.form, command_context().dump()
    now = _rpc().preferences(context)
    asked: dict[str, Any] = {name: form[name] for name in DELIVERY if name in form}
    asked |= {"digest_on": int(form["digest_on"])} if form.get("digest_on", "").isdecimal() else {}
    asked["kinds"] = _chosen(now)
    try:
        done = _rpc().set_preferences({**asked, "channel": "page"}, context)
    except Refused as refused:
        of_time = {"time-of-day-invalid": refused.detail}
        return _page(of_refusal(refused, FIELD_OF | of_time), typed=asked), status_of(refused)
    return remember(make_response(redirect(f"{PAGE}?told=saved", 303)), done)


@pages.post(f"{PAGE}/mail")
@signed_in
def resume_mail() -> Response:
    done = _rpc().resume_mail(command_context().dump())
    return remember(make_response(redirect(f"{PAGE}?told=resumed", 303)), done)


@pages.post(f"{PAGE}/feed")
@signed_in
def renew_feed() -> Response:
    """Its address is on this page this once."""
    made = _rpc().renew_feed(command_context().dump())
    response = remember(make_response(_page(made=made)), made)
    response.headers["Cache-Control"] = "no-store"
    return response


def _rpc() -> Notifications:
    return parts().rpc.notifications


def _chosen(now: Answer) -> dict[str, dict[str, Any]]:
    """Of the kinds that the form shows, those that are not as they were: of the others nothing is said."""
    form, before = request.form, {kind["name"]: kind for kind in now["kinds"]}
    shown = form.getlist("page")
    chosen = {}
    for name in form.getlist("kind"):
        known = before.get(name, {})
        ways = {"page": name in shown, "mail": form.get(f"mail-{name}", known.get("mail", ""))}
        if ways != {way: known.get(way) for way in ways}:
            chosen[name] = ways
    return chosen


def _page(
    problems: Mistakes | None = None,
    typed: Mapping[str, Any] | None = None,
    made: Answer | None = None,
    told: str = "",
) -> str:
    now, typed = _rpc().preferences(command_context().dump()), typed or {"kinds": {}}
    renewed = own_feeds.renewed(database(), caller().account)
    return render_template(
        "notices/preferences.html",
        groups=words.groups(caller()),
        chosen={kind["name"]: kind for kind in now["kinds"]} | typed["kinds"],
        delivery={**now, **typed},
        mail=now["mail"],
        mails=words.mail_words(),
        weekdays=list(enumerate(words.weekdays())),
        languages=words.LANGUAGES,
        zones=_places(),
        feed=asking.full(f"/feeds/{made['address']}.atom") if made and made["address"] else "",
        renewed=datetime.fromtimestamp(renewed, UTC) if renewed and not made else None,
        made=made,
        problems=problems,
        told=told,
        here="account",
    )


@cache
def _places() -> list[tuple[str, str]]:
    """Zones that are called after where people live, each as value and word."""
    return [(zone, zone) for zone in sorted(zones()) if zone.partition("/")[0] in PLACES]
