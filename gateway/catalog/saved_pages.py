"""The page of one's saved searches: kept under a name, run again by a link, deleted by a button."""

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.auth import caller, command_context, signed_in
from gateway.catalog import saved
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_refusal
from gateway.parts import parts
from gateway.translation import gettext

pages = Blueprint("saved_pages", __name__)

LONGEST_NAME = 80
UNQUOTED = str.maketrans("", "", "„“”")
FIELD_OF = {"search-name-unfit": "name"}


@pages.get("/account/searches")
@signed_in
def searches() -> str:
    """With a question in its address it asks for the name under which to keep it."""
    return _page(saved.normal(request.query_string.decode("utf-8", "replace")))


@pages.post("/account/searches")
@signed_in
def save() -> Response | tuple[str, int]:
    name, question = request.form.get("name", ""), saved.normal(request.form.get("question", ""))
    try:
        parts().rpc.identity.save_search(caller().account, name, question, command_context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        return _page(question, name, of_refusal(refused, FIELD_OF)), status_of(refused)
    return redirect("/account/searches?told=saved", 303)


@pages.post("/account/searches/<search>/delete")
@signed_in
def delete(search: str) -> Response:
    saved.forget(caller().account, search, command_context().dump())
    return make_response(redirect("/account/searches?told=deleted", 303))


@pages.post("/account/searches/<search>/watch")
@signed_in
def watch(search: str) -> Response:
    saved.watch(caller().account, search, command_context().dump())
    return make_response(redirect("/account/searches?told=watched", 303))


@pages.post("/account/searches/<search>/unwatch")
@signed_in
def unwatch(search: str) -> Response:
    parts().rpc.notifications.unwatch_search(caller().account, search, command_context().dump())
    return make_response(redirect("/account/searches?told=unwatched", 303))


def _page(question: str, name: str | None = None, problems: Mistakes | None = None) -> str:
    words = saved.in_words(question)
    told = {
        "saved": gettext("The search is saved."),
        "deleted": gettext("The search is deleted."),
        "watched": gettext("You will be told of new products that it finds."),
        "unwatched": gettext("You will be told of its new products no more."),
    }
    return render_template(
        "catalog/saved.html",
        searches=[saved.told(search) for search in saved.of(caller().account)],
        question=question,
        words=words,
        name=words.translate(UNQUOTED)[:LONGEST_NAME] if name is None else name,
        problems=problems,
        told=told.get(request.args.get("told", ""), ""),
        here="account",
    )
