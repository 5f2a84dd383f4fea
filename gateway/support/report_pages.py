"""How a desk has kept its promises: figures and charts by publisher and priority, and each late answer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from typing import Any

from flask import Blueprint, render_template, request

from eventlog.refusal import Refused, Unavailable
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_refusal
from gateway.rpc import Answer
from gateway.support import shown
from gateway.support.desks import Room, context, for_desk, support

pages = Blueprint("support_report_pages", __name__)

DAYS = 30  # that are shown where none are asked for
BAR = 200  # width of a bar's drawing


@dataclass(frozen=True)
class Bar:
    """One publisher's mean, in support minutes; `run` is its length, of `BAR`."""

    name: str
    minutes: float
    words: str
    run: int


@pages.get("/staff/desk/report")
@pages.get("/publish/<publisher>/desk/report")
@for_desk
def report(room: Room) -> str | tuple[str, int]:
    until = _day("until", datetime.now(UTC).date())
    since = _day("since", date.fromordinal(max(1, until.toordinal() - DAYS + 1)))
    try:
        told = support().report(room.desk, since.isoformat(), until.isoformat(), context())
    except Unavailable:
        raise
    except Refused as refused:
        nothing: Answer = {"rows": [], "levels": []}
        return _page(room, since, until, nothing, of_refusal(refused, {"report-days-invalid": "since"})), status_of(
            refused
        )
    return _page(room, since, until, told)


def _page(room: Room, since: date, until: date, told: Mapping[str, Any], problems: Mistakes | None = None) -> str:
    return render_template(
        "support/report.html",
        room=room,
        since=since.isoformat(),
        until=until.isoformat(),
        told=told,
        lasting=lambda minutes: shown.lasting(timedelta(minutes=minutes)),
        responses=_bars(told["rows"], "answered", "first_response"),
        resolutions=_bars(told["rows"], "resolved", "resolution"),
        late=support().breaches(room.desk, context()),
        problems=problems,
        here="publish" if room.publisher else "desk",
        **shown.words(),
    )


def _bars(rows: Iterable[Mapping[str, Any]], counted: str, took: str) -> list[Bar]:
    """By publisher, the slowest first: the mean over all its priorities."""
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row[took] is not None:
            found[row["publisher"]] += [row[took]["mean"]] * row[counted]
    means = {publisher: fmean(minutes) for publisher, minutes in found.items()}
    longest = max(means.values(), default=0) or 1
    return [
        Bar(
            shown.desk_name(publisher or "store"),
            mean,
            shown.lasting(timedelta(minutes=mean)),
            round(BAR * mean / longest),
        )
        for publisher, mean in sorted(means.items(), key=lambda one: -one[1])
    ]


def _day(name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise
