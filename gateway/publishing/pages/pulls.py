"""How a product is pulled: by day, tag, platform, client, country; by tag or digest; by plans that are free or sold."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from babel import Locale
from flask import render_template, request

from gateway.drawing import bare, short
from gateway.mistakes import of_fields
from gateway.parts import database, parts
from gateway.publishing.pages import pages
from gateway.publishing.pages.charts import line_of, shares_of
from gateway.publishing.pages.entering import TEAM, for_team, product_or_404
from gateway.publishing.pages.versions import around
from gateway.translation import gettext, language
from gateway.views import pulls
from gateway.views.pulls import Pulls

USUAL = timedelta(days=29)
LONGEST = timedelta(days=400)


@pages.get("/publish/<publisher>/<product>/pulls")
@for_team(*TEAM)
def pulls_of(publisher: str, product: str) -> str | tuple[str, int]:
    found = product_or_404(publisher, product)
    first, last, wrong = _span()
    by_day = pulls.pulls_of(database(), [found.id], first, last, "day")
    days = [(date.fromisoformat(one.key), one.pulls) for one in by_day]
    countries = [(gettext("By country"), gettext("Country"), "country")] if parts().settings.countries else []
    tables = [
        (gettext("By tag"), gettext("Tag or digest"), "tag"),
        (gettext("By platform"), gettext("Platform"), "platform"),
        (gettext("By client"), gettext("Client"), "client"),
        *countries,
        (gettext("By tag or by digest"), gettext("Named by"), "how"),
        (gettext("Free and sold plans"), gettext("Plans"), "paid"),
    ]
    page = render_template(
        "publishing/pulls.html",
        **around(found),
        at="pulls",
        first=first.isoformat(),
        last=last.isoformat(),
        chart=line_of(days, gettext("Pulls")),
        days=days,
        total=sum(count for _, count in days),
        checks=sum(one.checks for one in by_day),
        ever=pulls.total(database(), found.id),
        tables=[
            (title, what, by, shares_of(_counted(pulls.pulls_of(database(), [found.id], first, last, by), by)))
            for title, what, by in tables
        ],
        problems=of_fields({"from": gettext("The first day is before the last, and at most 400 days back from it")})
        if wrong
        else None,
    )
    return (page, 422) if wrong else page


def _counted(told: Sequence[Pulls], by: str) -> list[tuple[str, int]]:
    words = {
        "unknown": gettext("not known"),
        "tag": gettext("tag"),
        "digest": gettext("digest"),
        "free": gettext("free"),
        "paid": gettext("sold"),
        "other": gettext("other"),
    }
    if by == "country":
        words |= Locale.parse(language()).territories
    return [(words.get(one.key) or bare(short(one.key)), one.pulls) for one in told if one.pulls]


def _span() -> tuple[date, date, bool]:
    """The days that were asked for; the last thirty where none were, or they cannot be."""
    today = datetime.now(UTC).date()
    asked = request.args.get("from", ""), request.args.get("to", "")
    try:
        last = date.fromisoformat(asked[1]) if asked[1] else today
        first = date.fromisoformat(asked[0]) if asked[0] else max(last, date.min + USUAL) - USUAL
    except (ValueError, OverflowError):
        return today - USUAL, today, True
    if first > last or last - first > LONGEST:
        return today - USUAL, today, True
    return first, last, False
