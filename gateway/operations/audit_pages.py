"""The operator's page that tells who did what, and when."""

import json
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Missing
from gateway.auth import command_context
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.operations import auditing
from gateway.operations.audit_api import LONGEST, period
from gateway.operations.running_pages import for_operators, moment
from gateway.operations.working import profile_of
from gateway.operations.working_pages import identity
from gateway.parts import parts
from gateway.rpc import OPERATED, Answer
from gateway.translation import gettext

pages = Blueprint("audit_pages", __name__)

PAGE = "/staff/audit"
FIELDS = ("actor", "about", "type", "service", "from", "to")

Page = str | Response | tuple[str, int]


@pages.get(PAGE)
@for_operators
def audit() -> Page:
    asked = {name: request.args.get(name, "").strip()[:LONGEST] for name in FIELDS}
    first, last, wrong = _days(asked)
    if asked["service"] not in ("", *OPERATED):
        asked["service"] = ""
    if wrong:
        return _page(asked, None, wrong), 422
    wanted = {name: asked[name] for name in ("actor", "about", "type")} | period(first, last)
    found = auditing.search(
        parts().rpc, wanted, asked["service"], request.args.get("after", ""), command_context().dump()
    )
    return _page(asked, found)


@pages.post(PAGE)
@for_operators
def find() -> Page:
    """By a form that is sent: an e-mail address becomes an account's id before it could stand in an address."""
    asked = {name: request.form.get(name, "").strip()[:LONGEST] for name in FIELDS}
    for name in ("actor", "about"):
        if "@" in asked[name]:
            account = identity().account_of(asked[name])
            if account is None:
                return _page(asked, None, of_refusal(Missing("account-unknown"), {"account-unknown": name})), 404
            asked[name] = account
    return redirect(f"{PAGE}?{urlencode({name: value for name, value in asked.items() if value})}", 303)


def _page(asked: dict[str, str], found: auditing.Found | None, problems: Mistakes | None = None) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return render_template(
        "operations/audit.html",
        asked=asked,
        found=found,
        names=_names(found.items) if found else {},
        on=f"{PAGE}?{urlencode({**kept, 'after': found.after})}" if found and found.after else "",
        to=lambda **changed: f"{PAGE}?{urlencode(changed)}",
        services=OPERATED,
        lines=_lines,
        moment=moment,
        problems=problems,
        here="staff",
    )


def _names(items: Sequence[Answer]) -> dict[str, str]:
    """Of the people among the actors; the store's own policies and parts have none."""
    actors = {item["actor"] for item in items if ":" not in item["actor"]}
    found = {actor: profile_of(identity(), actor)["name"] for actor in actors}
    return {actor: name for actor, name in found.items() if name}


def _lines(data: Answer) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def _days(asked: dict[str, str]) -> tuple[date | None, date | None, Mistakes | None]:
    days: dict[str, date | None] = {"from": None, "to": None}
    wrong = {}
    for name in days:
        try:
            days[name] = date.fromisoformat(asked[name]) if asked[name] else None
        except ValueError:
            wrong[name] = gettext("This is not a day such as 2027-01-31.")
    return days["from"], days["to"], of_fields(wrong) if wrong else None
