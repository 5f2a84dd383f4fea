"""A reviewer's pages about certification: the queue, a submission beside what was certified before, the decision."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller
from gateway.certification import shown
from gateway.certification.around import certification, context, name_of, product_of, words
from gateway.certification.changes import changes_of
from gateway.certification.worded import titled
from gateway.errors import status_of
from gateway.http import remember
from gateway.mistakes import Mistakes, of_fields, of_refusal
from gateway.operations.staff_pages import Page, for_staff, lasting
from gateway.rpc import Answer
from gateway.translation import gettext

pages = Blueprint("certification_reviewer_pages", __name__)

HERE = "/staff/submissions"
FIELD_OF = {
    "reasons-missing": "reasons",
    "reason-missing": "reason",
    "reason-too-long": "reason",
    "text-missing": "text",
    "text-too-long": "text",
    "until-invalid": "until",
    "until-too-late": "until",
}


@pages.get(HERE)
@for_staff
def queue() -> str:
    waiting = certification().review_queue(context())
    return render_template(
        "certification/queue.html",
        waiting=[{**one, "name": name_of(one), "lasting": lasting(_seconds_since(one["opened"]))} for one in waiting],
        mine=caller().account,
        said=_said(),
        here="staff",
        **words(),
    )


@pages.get(f"{HERE}/<submission>")
@for_staff
def review(submission: str) -> str:
    return _page(submission)


@pages.post(f"{HERE}/<submission>/assign")
@for_staff
def assign(submission: str) -> Page:
    return _do(submission, certification().assign, "?told=assigned", "")


@pages.post(f"{HERE}/<submission>/ask")
@for_staff
def ask(submission: str) -> Page:
    return _do(submission, certification().ask, "?told=asked", _text("text"))


@pages.post(f"{HERE}/<submission>/waive")
@for_staff
def waive(submission: str) -> Page:
    until = _day("until")
    if until is None:
        mistakes = of_fields({"until": gettext("A day, such as 2027-06-30")})
        return _page(submission, mistakes, request.form.get("check", "")), 422
    arguments = (request.form.get("check", ""), _text("reason"), until.isoformat())
    return _do(submission, certification().waive, "?told=waived", *arguments)


@pages.post(f"{HERE}/<submission>/certify")
@for_staff
def certify(submission: str) -> Page:
    until = _day("until")
    return _do(submission, certification().certify, "?told=certified", until.isoformat() if until else None)


@pages.post(f"{HERE}/<submission>/reject")
@for_staff
def reject(submission: str) -> Page:
    reasons = [line for line in _text("reasons").split("\n") if line.strip()]
    return _do(submission, certification().reject, "?told=rejected", reasons)


def _do(submission: str, command: Callable[..., Answer], to: str, *arguments: Any) -> Page:
    try:
        done = command(submission, *arguments, context())
    except Unavailable:
        raise
    except Refused as refused:
        mistakes = of_refusal(refused, FIELD_OF)
        return _page(submission, mistakes, request.form.get("check", "")), status_of(refused)
    return _to(f"{HERE}/{submission}{to}", done)


def _to(address: str, done: Answer) -> Response:
    return remember(make_response(redirect(address, 303)), done)


def _page(submission: str, problems: Mistakes | None = None, waiving: str = "") -> str:
    told = certification().submission(submission, context())
    product = product_of(told)
    if product is None:
        abort(404)
    found = shown.platforms(told)
    platform = shown.chosen(found, request.args.get("platform", ""))
    difference = certification().difference(submission, context())
    changes = {one["platform"]: one for one in difference["platforms"]}
    return render_template(
        "certification/review.html",
        told=told,
        product=product,
        platforms=found,
        platform=platform,
        before=difference["before"],
        changes=changes_of(changes[platform.name]) if platform and platform.name in changes else None,
        titles={one["id"]: titled(one) for each in told["platforms"] for one in each["checks"]},
        waiving=waiving,
        typed=request.form,
        problems=problems,
        said=_said(),
        here="staff",
        **words(),
    )


def _seconds_since(moment: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").strip()


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        return None


def _said() -> str:
    """What the page before did."""
    said = {
        "assigned": gettext("It is yours."),
        "asked": gettext("The publisher reads your question."),
        "waived": gettext("The check is waived, by you and with your reason."),
        "certified": gettext("It is certified. Its page and the search say so once it is released."),
        "rejected": gettext("It is rejected, and its publisher reads your reasons."),
    }
    return said.get(request.args.get("told", ""), "")
