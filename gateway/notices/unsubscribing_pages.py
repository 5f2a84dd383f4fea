"""The end of a kind of letters by the link in one of them: without signing in, by a person or their mail program."""

from flask import Blueprint, Response, make_response, render_template

from gateway.notices.words import kind_words
from gateway.parts import parts
from gateway.translation import gettext

pages = Blueprint("unsubscribing_pages", __name__)


@pages.get("/unsubscribe/<token>")
def unsubscription(token: str) -> Response:
    """Following a link changes nothing, since programs that look for dangerous ones follow it, too."""
    found = parts().rpc.notifications.unsubscription(token)
    return _page(found["kind"], "off" if found["mail"] == "off" else "asked")


@pages.post("/unsubscribe/<token>")
def unsubscribe(token: str) -> Response:
    """As RFC 8058 has it: the body is List-Unsubscribe=One-Click, and there is no cookie. Again is no harm."""
    return _page(parts().rpc.notifications.unsubscribe(token)["kind"], "done")


def _page(kind: str, state: str) -> Response:
    """Nothing about whose letter it was."""
    every = {"digests": gettext("Everything that comes once a day or once a week"), **kind_words()}
    words = every.get(kind, kind)
    response = make_response(render_template("notices/unsubscribe.html", words=words, state=state))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address may do something
    return response
