"""The operator's pages of the store's letters: each with example facts, as it reads in text and in HTML."""

from flask import Blueprint, Response, abort, make_response, render_template

from eventlog.refusal import Missing
from gateway import csp
from gateway.notices.words import LANGUAGES, kind_words
from gateway.operations.running_pages import for_operators
from gateway.parts import parts
from gateway.rpc import Answer
from gateway.translation import gettext

pages = Blueprint("letters_pages", __name__)

PAGE = "/staff/letters"
LETTER = "<language>/<path:name>"
# What a letter holds is shown, and does nothing: no scripts, no forms, and nothing from elsewhere.
APART = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox",
    )
)


@pages.get(PAGE)
@for_operators
def letters() -> str:
    found = parts().rpc.notifications.letters()["items"]
    return render_template("operations/letters.html", groups=_groups(found), languages=LANGUAGES, here="staff")


@pages.get(f"{PAGE}/{LETTER}")
@for_operators
def letter(language: str, name: str) -> Response:
    shown = render_template(
        "operations/letter.html",
        letter=_letter(name, language),
        name=name,
        words=_words(name),
        written=language,
        languages=LANGUAGES,
        here="staff",
    )
    response = make_response(shown)
    response.headers["Content-Security-Policy"] = f"{csp.POLICY}; frame-src 'self'"
    return response


@pages.get(f"{PAGE}/as-html/{LETTER}")
@for_operators
def letter_as_html(language: str, name: str) -> Response:
    """For the frame alone."""
    response = make_response(_letter(name, language)["html"])
    response.headers["Content-Security-Policy"] = APART
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _letter(name: str, language: str) -> Answer:
    try:
        return parts().rpc.notifications.letter(name, language)
    except Missing:
        abort(404)


def _groups(found: list[Answer]) -> list[tuple[str, list[Answer]]]:
    """Digests first, then kind by kind; each has a letter for each of its turns."""
    named: dict[str, list[Answer]] = {}
    for one in found:
        named.setdefault(_words(one["name"]), []).append(one)
    return list(named.items())


def _words(name: str) -> str:
    kind = name.partition("/")[0]
    return gettext("Digests") if kind.startswith("digest.") else kind_words().get(kind, kind)
