"""The form in which a customer asks for help, with what is known of the image filled in."""

from collections.abc import Mapping
from typing import TypeAlias

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused
from gateway.auth import caller, signed_in
from gateway.errors import status_of
from gateway.http import body_limit, remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.support import shown
from gateway.support.asking import about, had
from gateway.support.desks import context, support, text
from gateway.support.files import taken
from gateway.support.uploads import Brought, brought, limits, whole_form
from gateway.translation import gettext

pages = Blueprint("support_asking_pages", __name__)

Page: TypeAlias = str | Response | tuple[str, int]
PRIORITIES = ("1", "2", "3", "4")
ORDINARY = "3"
FILES = dict.fromkeys(("too-many-attachments", "attachment-taken", "attachment-unknown"), "files")


@pages.get("/tickets/new")
@signed_in
def ask() -> str:
    return _form(request.args, Brought(), None)


@pages.post("/tickets/new")
@body_limit(whole_form)
@signed_in
def open_ticket() -> Page:
    found, asked = brought(), about(request.form)
    problems = of_fields(_missing() | ({"files": found.wrong} if found.wrong else {}))
    if problems:
        return _form(request.form, found, problems), 422
    told = {
        **asked.told(),
        "priority": int(text("priority")),
        "summary": text("summary"),
        "description": text("description"),
        "channel": "page",
    }
    try:
        with taken(found.ids, caller().account) as files:
            opened = support().open_ticket({**told, "attachments": files}, context())
    except Refused as refused:
        return _form(request.form, found, _beside(refused)), status_of(refused)
    return remember(make_response(redirect(f"/tickets/{opened['number']}?told=opened", 303)), opened)


def _form(given: Mapping[str, str], found: Brought, problems: Mistakes | None) -> str:
    asked = about(given)
    return render_template(
        "support/ask.html",
        asked=asked,
        had=[] if asked.product else had(asked.holder),
        given=given,
        priority=given.get("priority") or ORDINARY,
        kept=found.files,
        problems=problems,
        limits=limits(),
        here="my-content",
        **shown.words(),
    )


def _missing() -> dict[str, str]:
    wanted = {
        "summary": gettext("Say in a few words what is wrong"),
        "description": gettext("Say what you did, what you expected and what happened"),
    }
    missing = {name: words for name, words in wanted.items() if not text(name)}
    return missing if text("priority") in PRIORITIES else {"priority": gettext("Choose one"), **missing}


def _beside(refused: Refused) -> Mistakes:
    """Its detail begins with the field where a text is too long."""
    named = refused.detail.partition(":")[0]
    at = named if named in ("summary", "priority", "tag") else "description"
    return of_refusal(refused, {**dict.fromkeys(("text-missing", "text-too-long", "field-invalid"), at), **FILES})
