"""A publisher's pages about certification: what it sent in, how each check goes, and what the reviewer asks."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from eventlog.refusal import Refused, Unavailable
from gateway.certification import shown
from gateway.certification.around import certification, context, name_of, product_of, words
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_refusal
from gateway.parts import database
from gateway.publishing.pages.entering import EDITORS, for_team, product_or_404, to, told_of
from gateway.publishing.pages.forms import lines, typed
from gateway.publishing.pages.listing import Page
from gateway.publishing.pages.versions import AGAIN, around, plan_of
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views import listings

pages = Blueprint("certification_publisher_pages", __name__)

HERE = "/publish/<publisher>/submissions"
MIMETYPES = {
    "html": "text/html",
    "json": "application/json",
    "sarif": "application/sarif+json",
    "junit": "application/xml",
}
FIELD_OF = {"engine-version-invalid": "engine_version", "text-missing": "text", "text-too-long": "text"}


@pages.get(HERE)
@for_team(*EDITORS)
def submissions(publisher: str) -> str:
    found = certification().submissions_of(publisher, context())
    named = [{**one, "name": name_of(one)} for one in found]
    seller = listings.publisher(database(), publisher)
    return render_template(
        "certification/submissions.html",
        publisher=publisher,
        name=seller.name if seller else publisher,
        submissions=named,
        said=told_of({"withdrawn": gettext("It is withdrawn; what was pushed stays where it is.")}),
        here="publish",
        **words(),
    )


@pages.get("/publish/<publisher>/<product>/certify")
@for_team(*EDITORS)
def ask_to_certify(publisher: str, product: str) -> str:
    return _form(publisher, product, request.args)


@pages.post("/publish/<publisher>/<product>/certify")
@for_team(*EDITORS)
def open_submission(publisher: str, product: str) -> Page:
    told = typed("plan", "tag", "digest", "engine_version", "infrastructure")
    try:
        opened = certification().open_submission(
            f"{publisher}/{product}",
            told["plan"],
            told["tag"],
            told["digest"],
            told["engine_version"],
            told["infrastructure"],
            context(),
        )
    except Unavailable:
        raise
    except Refused as refused:
        return _form(publisher, product, request.form, of_refusal(refused, FIELD_OF)), status_of(refused)
    return to(f"/publish/{publisher}/submissions/{opened['id']}?told=opened", opened)


@pages.get(f"{HERE}/<submission>")
@for_team(*EDITORS)
def submission(publisher: str, submission: str) -> str:
    return _page(publisher, submission)


@pages.get(f"{HERE}/<submission>/events")
@for_team(*EDITORS)
def follow(publisher: str, submission: str) -> Response:
    """How the checks stand, as an event for the page; the stream ends at once and the browser asks again."""
    told = _told(publisher, submission)
    found = shown.chosen(shown.platforms(told), request.args.get("platform", ""))
    html = render_template("certification/checks.html", told=told, platform=found, **words())
    over = "" if told["state"] == "examining" else "event: over\ndata: \n\n"
    data = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
    body = f"retry: {AGAIN}\nevent: progress\n{data}\n{over}"
    return Response(body, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})


@pages.get(f"{HERE}/<submission>/report")
@for_team(*EDITORS)
def report(publisher: str, submission: str) -> Response:
    """The report as a file, for whoever mends the image."""
    form = request.args.get("format", "html")
    if form not in MIMETYPES:
        abort(404)
    told = _told(publisher, submission)
    text = certification().report(submission, form, context())
    name = f"{told['repository'].rpartition('/')[2]}-{told['tag']}.{'xml' if form == 'junit' else form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, mimetype=MIMETYPES[form], headers=headers)


@pages.post(f"{HERE}/<submission>/answer")
@for_team(*EDITORS)
def answer(publisher: str, submission: str) -> Page:
    _told(publisher, submission)
    try:
        done = certification().answer(submission, lines("text"), context())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(publisher, submission, of_refusal(refused, FIELD_OF)), status_of(refused)
    return to(f"/publish/{publisher}/submissions/{submission}?told=answered", done)


@pages.post(f"{HERE}/<submission>/withdraw")
@for_team(*EDITORS)
def withdraw(publisher: str, submission: str) -> Page:
    _told(publisher, submission)
    try:
        done = certification().withdraw(submission, context())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(publisher, submission, of_refusal(refused, {})), status_of(refused)
    return to(f"/publish/{publisher}/submissions?told=withdrawn", done)


def _told(publisher: str, submission: str) -> Answer:
    told = certification().submission(submission, context())
    if told["publisher"] != publisher:
        abort(404)
    return told


def _page(publisher: str, submission: str, problems: Mistakes | None = None) -> str:
    told = _told(publisher, submission)
    product = product_of(told)
    if product is None:
        abort(404)
    found = shown.platforms(told)
    said = {
        "opened": gettext("It is sent in. You may leave this page; the checks go on."),
        "answered": gettext("The reviewer reads your answer."),
    }
    return render_template(
        "certification/submission.html",
        told=told,
        publisher=publisher,
        product=product,
        platforms=found,
        platform=shown.chosen(found, request.args.get("platform", "")),
        typed={"text": request.form.get("text", "")},
        problems=problems,
        said=told_of(said),
        here="publish",
        **words(),
    )


def _form(publisher: str, name: str, given: Mapping[str, Any], problems: Mistakes | None = None) -> str:
    product = product_or_404(publisher, name)
    plan = plan_of(product, given.get("plan", ""))
    if plan is None or not given.get("digest"):
        abort(404)
    certified = certification().infrastructures()
    fields = ("tag", "digest", "engine_version", "infrastructure")
    return render_template(
        "certification/submit.html",
        **around(product),
        plan=plan,
        form={field: given.get(field, "") for field in fields},
        infrastructures=[(each, each) for each in certified["infrastructures"]],
        problems=problems,
        at="versions",
    )
