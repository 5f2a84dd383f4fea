"""A plan's product keys, made elsewhere: how many are left, and a list to add some or to withdraw some."""

import re
from collections.abc import Callable

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.errors import status_of
from gateway.http import body_limit
from gateway.mistakes import Mistakes, of_fields, sentence
from gateway.parts import parts
from gateway.publishing.keeping_keys import shown
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import EDITORS, context, for_team, product_or_404, to, told_of
from gateway.publishing.pages.forms import lines
from gateway.publishing.pages.versions import around
from gateway.rpc import Answer, Billing
from gateway.translation import gettext
from gateway.views.listings import Plan, Product

Page = str | Response | tuple[str, int]
KEYS = "/publish/<publisher>/<product>/plans/<plan>/keys"
LIST_BODY = 4 * 1024 * 1024  # a form writes some characters as three
A_LINE = re.compile(r"line (\d+): ([a-z-]+)")
MORE = re.compile(r"and (\d+) more")
TOLD = 8  # lines that are named on the page


@pages.get(KEYS)
@for_team(*EDITORS)
def keys(publisher: str, product: str, plan: str) -> Page:
    words = {
        "added": gettext("The keys are added."),
        "withdrawn": gettext("What was free of them is withdrawn."),
        "low": gettext("You are told from now on."),
    }
    return _page(*_found(publisher, product, plan), told_words=told_of(words))


@pages.post(KEYS)
@body_limit(LIST_BODY)
@for_team(*EDITORS)
def add_keys(publisher: str, product: str, plan: str) -> Page:
    found, sold = _found(publisher, product, plan)
    text = _list()
    if not text:
        return _page(found, sold, of_fields({"keys": gettext("Enter keys, one a line, or choose a file")})), 422
    return _made(found, sold, "added", lambda: _billing().add_keys(found.id, plan, text, context()))


@pages.post(f"{KEYS}/low")
@for_team(*EDITORS)
def set_keys_low(publisher: str, product: str, plan: str) -> Page:
    found, sold = _found(publisher, product, plan)
    typed = request.form.get("low", "").strip()
    low = int(typed) if typed.isdecimal() and len(typed) < 10 else -1
    return _made(found, sold, "low", lambda: _billing().set_keys_low(found.id, plan, low, context()))


@pages.post(f"{KEYS}/withdraw")
@body_limit(LIST_BODY)
@for_team(*EDITORS)
def withdraw_keys(publisher: str, product: str, plan: str) -> Page:
    found, sold = _found(publisher, product, plan)
    upload, text = request.form.get("upload", ""), lines("gone")
    if not (upload or text):
        return _page(found, sold, of_fields({"gone": gettext("Enter the keys to withdraw, one a line")})), 422
    text = "" if upload else text
    return _made(found, sold, "withdrawn", lambda: _billing().withdraw_keys(found.id, plan, upload, text, context()))


def _list() -> str:
    """As it was typed, and what is in the file that was chosen; a file that is no text has no key that can be read."""
    sent = request.files.get("file")
    in_file = sent.read().decode(errors="replace") if sent and sent.filename else ""
    return "\n".join(each for each in (lines("keys"), in_file.strip()) if each)


def _made(found: Product, sold: Plan, told: str, ask: Callable[[], Answer]) -> Page:
    try:
        done = ask()
    except Unavailable:
        raise
    except Refused as refused:
        return _page(found, sold, _mistaken(refused)), status_of(refused)
    return to(f"/publish/{found.slug}/plans/{sold.id}/keys?told={told}", done)


def _mistaken(refused: Refused) -> Mistakes:
    field = "low" if refused.code == "keys-low-unfit" else "gone" if request.path.endswith("/withdraw") else "keys"
    words = sentence(refused)
    if refused.code == "keys-unfit":
        words = f"{words} {_named(refused.detail)}"
    return Mistakes(gettext("One thing to put right"), {field: words}, refused.code)


def _named(detail: str) -> str:
    """Line by line, as `line 3: repeated; line 7: known; and 12 more` says."""
    words, found = _why(), A_LINE.findall(detail)
    said = [gettext("Line %(number)s: %(why)s.", number=line, why=words.get(why, why)) for line, why in found[:TOLD]]
    counted = MORE.search(detail)
    more = len(found[TOLD:]) + (int(counted[1]) if counted else 0)
    if more:
        said.append(gettext("And %(count)s more.", count=more))
    return " ".join(said)


def _why() -> dict[str, str]:
    return {
        "no-key": gettext("there is no key"),
        "too-long": gettext("the key or its note is too long"),
        "not-printable": gettext("it holds what cannot be printed"),
        "too-many-columns": gettext("more than a key, a day and a note; a key that holds a comma stands in quotes"),
        "day-unreadable": gettext("the day does not read like 2027-01-31"),
        "expired": gettext("it has expired"),
        "repeated": gettext("the key stands in the list twice"),
        "known": gettext("the key was added before"),
        "broken": gettext("its quotes do not match"),
        "unknown": gettext("the key was never added"),
        "given": gettext("a customer has the key"),
    }


def _found(publisher: str, product: str, plan: str) -> tuple[Product, Plan]:
    found = product_or_404(publisher, product)
    sold = found.plan(plan)
    if sold is None:
        abort(404)
    return found, sold


def _page(found: Product, sold: Plan, problems: Mistakes | None = None, told_words: str = "") -> str:
    fits = sold.access in ("subscribers", "byol")
    return render_template(
        "publishing/keys.html",
        **around(found),
        at="plans",
        plan=sold,
        pool=shown(_billing().key_pool(found.id, sold.id, context())) if fits else None,
        form=request.form,
        problems=problems,
        told=told_words,
    )


def _billing() -> Billing:
    return parts().rpc.billing
