"""The page of the inbox: what one was told, read by opening it, or marked by a button."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Refused
from gateway.auth import caller, command_context, signed_in
from gateway.http import remember
from gateway.mistakes import Mistakes
from gateway.notices import asking
from gateway.notices.filters import INBOX, Filters
from gateway.notices.words import groups, kind_words
from gateway.parts import parts
from gateway.returning import local
from gateway.rpc import Answer
from gateway.translation import gettext, ngettext

pages = Blueprint("notices_pages", __name__)


@pages.get(INBOX)
@signed_in
def inbox() -> str:
    return _page(Filters.of(request.args, groups(caller())))


@pages.post(INBOX)
@signed_in
def mark() -> Response | tuple[str, int]:
    """One by its own button, those that are ticked, or all that the page knew of."""
    form, filters = request.form, Filters.of(request.form, groups(caller()))
    rpc, context = parts().rpc.notifications, command_context().dump()
    if form.get("do") == "all":
        return _back(filters, "all", rpc.mark_all_read(form.get("until", ""), context))
    chosen = form.getlist("one") or form.getlist("notice")
    if not chosen:
        return _page(filters, Mistakes(gettext("Choose at least one notice"))), 422
    if form.get("do") == "unread":
        return _back(filters, "unread", rpc.mark_unread(chosen, context), len(chosen))
    return _back(filters, "read", rpc.mark_read(chosen, context), len(chosen))


@pages.get(f"{INBOX}/<notice>")
@signed_in
def open_notice(notice: str) -> Response:
    """Leads on to what it is about. Where its reader came by the inbox's link it is read then; else nothing changes."""
    response = make_response(redirect(local(request.args.get("to"), INBOX), 303))
    response.headers["Cache-Control"] = "no-store"
    if not _followed():
        return response
    try:
        return remember(response, parts().rpc.notifications.mark_read([notice], command_context().dump()))
    except Refused:  # it stays unread, and is opened all the same
        return response


def _followed() -> bool:
    """A person's browser says where a link was that it follows; what loads pages beforehand says so, too."""
    asked = request.headers
    if "Sec-Purpose" in asked or "Purpose" in asked:
        return False
    site = asked.get("Sec-Fetch-Site")
    if site is None:  # browsers tell it of https and of this machine alone
        return asked.get("Referer", "").startswith(f"{parts().settings.url}/")
    return site == "same-origin" and asked.get("Sec-Fetch-Mode") == "navigate"


def _page(filters: Filters, problems: Mistakes | None = None) -> str:
    now, among = datetime.now(UTC), groups(caller())
    found = asking.notices(filters.asked())
    kinds = kind_words()
    return render_template(
        "notices/inbox.html",
        notices=[
            {
                **one,
                "kind_words": kinds.get(one["kind"], one["kind"]),
                "url": f"{INBOX}/{quote(one['id'], safe='')}?to={quote(one['link'])}" if one["link"] else "",
                "of_product": filters.of_product(one["product"]),
            }
            for one in found["items"]
        ],
        total=found["total"],
        unread_total=found["unread"],
        older=replace(filters, before=found["next"]).url() if found["next"] else "",
        filters=filters,
        tabs=filters.tabs(among),
        kinds=filters.kinds(among),
        chips=filters.chips(among),
        until=now.isoformat(),
        problems=problems,
        told=_told(),
        here="inbox",
    )


def _back(filters: Filters, told: str, done: Answer, many: int = 0) -> Response:
    more = {"told": told, **({"many": str(many)} if many else {})}
    return remember(make_response(redirect(filters.url(**more), 303)), done)


def _told() -> str:
    """What the page before did."""
    many = min(request.args.get("many", 1, int), 1000)
    said = {
        "all": gettext("All that you were told so far is marked read."),
        "read": ngettext("%(num)s notice is marked read.", "%(num)s notices are marked read.", many),
        "unread": ngettext("%(num)s notice is marked unread.", "%(num)s notices are marked unread.", many),
    }
    return said.get(request.args.get("told", ""), "")
