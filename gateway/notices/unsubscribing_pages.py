"""The end of a kind of letters by the link in one of them: without signing in, by a person or their mail program."""

from flask import Blueprint, Response, make_response, render_template

from gateway.notices.words import kind_words
from gateway.parts import parts
from gateway.rpc import Answer
from gateway.translation import gettext

pages = Blueprint("unsubscribing_pages", __name__)


@pages.get("/unsubscribe/<token>")
def unsubscription(token: str) -> Response:
    """Following a link changes nothing, since programs that look for dangerous ones follow it, too."""
    found = parts().rpc.notifications.unsubscription(token)
    return _page(found, "off" if found["mail"] == "off" else "asked")


@pages.post("/unsubscribe/<token>")
def unsubscribe(token: str) -> Response:
    """As RFC 8058 has it: the body is List-Unsubscribe=One-Click, and there is no cookie. Again is no harm."""
    rpc = parts().rpc.notifications
    rpc.unsubscribe(token)
    return _page(rpc.unsubscription(token), "done")


def _page(found: Answer, state: str) -> Response:
    """Nothing about whose letter it was."""
    every = {"digests": gettext("Everything that comes once a day or once a week"), **kind_words()}
    words = every.get(found["kind"], found["kind"])
    response = make_response(render_template("notices/unsubscribe.html", words=words, state=state, page=found["page"]))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address may do something
    return response
