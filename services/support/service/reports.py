"""How desks have kept their promises: reports, breaches, and what desks say of these."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Invalid, Refused
from services.support.deciders.handover_state import must_speak_for
from services.support.deciders.ticket import AnnotateBreach, ticket
from services.support.deciders.ticket_state import STORE
from services.support.events import BreachAnnotated
from services.support.policies.reporting import Figures, report_rows
from services.support.projections import breaches, reports
from services.support.service.ticketing import Ticketing, number_of

LONGEST = timedelta(days=2 * 366)
MOST_BREACHES = 200
YEARS = range(1970, 9999)  # after the last day of each there is another one


class Reports(Ticketing):
    @rpc(expected_exceptions=Refused)
    def report(self, desk: str, since: str, until: str, context: dict[str, Any]) -> dict[str, Any]:
        """{desk, since, until, rows, levels: [{desk, level, name, told}]}; of the store's desk: of every desk.

        `since` and `until` are days of UTC, both within; `rows` are as reporting.report_rows has them.
        """
        must_speak_for(desk, Context.load(context))
        days = _day(since), _day(until)
        if not timedelta() <= days[1] - days[0] <= LONGEST:
            raise Invalid("report-days-invalid", f"{since} – {until}"[:60])
        of, start, end = "" if desk == STORE else desk, _midnight(days[0]), _midnight(days[1] + timedelta(days=1))
        with self.views.begin() as db:
            figures = Figures(
                opened=reports.opened(db, of, start, end),
                responses=reports.responses(db, of, start, end),
                resolutions=reports.resolutions(db, of, start, end),
                warnings=breaches.counted(db, breaches.warnings, of, start, end),
                breaches=breaches.counted(db, breaches.breaches, of, start, end),
            )
            levels = breaches.levels_told(db, of, start, end)
        return {"desk": desk, "since": since, "until": until, "rows": report_rows(figures), "levels": levels}

    @rpc(expected_exceptions=Refused)
    def breaches(self, desk: str, context: dict[str, Any]) -> list[dict[str, Any]]:
        """Newest first: {breach, ticket, number, what, desk, publisher, priority, due, at, level, level_name,
        annotations: [{text, by, at}]}; of the store's desk: of every desk. `text` is empty where it was erased.
        """
        must_speak_for(desk, Context.load(context))
        with self.views.begin() as db:
            rows = breaches.of_desk(db, "" if desk == STORE else desk, MOST_BREACHES)
        said = self._annotations(sorted({row["ticket"] for row in rows if row["annotated"]}))
        names = ("breach", "ticket", "what", "desk", "publisher", "priority", "level", "level_name")
        return [
            {name: row[name] for name in names}
            | {"number": number_of(row["number"]), "due": row["due"].isoformat(), "at": row["at"].isoformat()}
            | {"annotations": said.get(row["breach"], [])}
            for row in rows
        ]

    @rpc(expected_exceptions=Refused)
    def annotate_breach(self, ticket: str, breach: str, text: str, context: dict[str, Any]) -> dict[str, Any]:
        """By the people of the desk that was late."""
        id = self._id(ticket)
        executed = self._give(id, AnnotateBreach(breach, text), Context.load(context))
        return {"ticket": id, "breach": breach, "position": executed.position}

    def _annotations(self, tickets: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """By breach, the first first."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for id in tickets:
            for each in self.log.read(ticket.stream(id)):
                if isinstance(said := each.event, BreachAnnotated):
                    text = said.text if isinstance(said.text, str) else ""
                    found[said.breach].append({"text": text, "by": said.by, "at": said.at.isoformat()})
        return found


def _day(written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Invalid("report-days-invalid", written[:20]) from None
    if day.year not in YEARS:
        raise Invalid("report-days-invalid", written[:20])
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
