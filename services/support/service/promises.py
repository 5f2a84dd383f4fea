"""What desks promise: read by their people, and said by those who lead them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Invalid, Refused
from services.support.clock.calendars import in_effect
from services.support.clock.terms import DEFAULT
from services.support.deciders.desk import (
    Command,
    DropMacro,
    KeepMacro,
    SetCalendar,
    SetForm,
    SetLevels,
    SetTerms,
    desk,
    may_lead,
)
from services.support.deciders.desk_calendar import today_in
from services.support.deciders.desk_state import Desk
from services.support.deciders.handover_state import speaks_for
from services.support.events import Calendar, Hours, Level, Question, Terms
from services.support.service.ticketing import Ticketing


class Promises(Ticketing):
    @rpc(expected_exceptions=Refused)
    def desk(self, desk: str, context: dict[str, Any]) -> dict[str, Any]:
        """{desk, calendars, calendar: that counts today, terms, defaults, levels, macros, form, leads: may say so}."""
        by = Context.load(context)
        if not speaks_for(desk, by) and not may_lead(desk, by):
            raise Forbidden("not-yours")
        return self._all_of(desk, by)

    @rpc(expected_exceptions=Refused)
    def people_of(self, desk: str, context: dict[str, Any]) -> list[dict[str, str]]:
        """[{id, name}] of the desk's people, by name: who may be told when an answer is late."""
        if not may_lead(desk, Context.load(context)):
            raise Forbidden("not-yours")
        names = self._names(self._people(desk))
        told = [{"id": account, "name": name} for account, name in names.items()]
        return sorted(told, key=lambda one: (one["name"].casefold(), one["id"]))

    @rpc(expected_exceptions=Refused)
    def set_calendar(self, desk: str, calendar: Mapping[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        """`calendar`: {effective, zone, hours: [{weekday, start, end}], holidays, closed: [day]}.

        Without a day of effect it counts from today on.
        """
        by = Context.load(context)
        return self._say_on(desk, SetCalendar(desk, _calendar(calendar, by.at)), by)

    @rpc(expected_exceptions=Refused)
    def set_terms(
        self, desk: str, product: str, plan: str, terms: Sequence[Mapping[str, int]], context: dict[str, Any]
    ) -> dict[str, Any]:
        """`product` is an id; an empty plan: to everybody else."""
        told = tuple(Terms(each["priority"], each["first_response"], each["next_update"]) for each in terms)
        return self._say_on(desk, SetTerms(desk, product, plan, told), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def set_levels(self, desk: str, levels: Sequence[Mapping[str, Any]], context: dict[str, Any]) -> dict[str, Any]:
        told = tuple(Level(each["name"], each["after"], tuple(each.get("accounts", ()))) for each in levels)
        return self._say_on(desk, SetLevels(desk, told, self._people(desk)), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def keep_macro(
        self, desk: str, macro: str, name: str, text: str, waits: bool, resolves: bool, context: dict[str, Any]
    ) -> dict[str, Any]:
        """An empty `macro` makes a new one."""
        return self._say_on(desk, KeepMacro(desk, macro, name, text, waits, resolves), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def drop_macro(self, desk: str, macro: str, context: dict[str, Any]) -> dict[str, Any]:
        return self._say_on(desk, DropMacro(desk, macro), Context.load(context))

    @rpc(expected_exceptions=Refused)
    def set_form(self, desk: str, questions: Sequence[Mapping[str, Any]], context: dict[str, Any]) -> dict[str, Any]:
        names = ("name", "label", "kind", "required")
        told = tuple(
            Question(**{name: each[name] for name in names}, options=tuple(each.get("options", ())))
            for each in questions
        )
        return self._say_on(desk, SetForm(desk, told), Context.load(context))

    def _say_on(self, name: str, command: Command, by: Context) -> dict[str, Any]:
        executed = self.log.execute(desk, name, command, by)
        return {**self._all_of(name, by), "position": executed.position}

    def _all_of(self, name: str, by: Context) -> dict[str, Any]:
        state: Desk = self.log.fold(desk, name)
        terms = [
            {"product": product, "plan": plan, "terms": [asdict(one) for one in said]}
            for (product, plan), said in sorted(state.terms.items())
        ]
        return {
            "desk": name,
            "calendars": [_plain(each) for each in state.calendars],
            "calendar": _plain(in_effect(state.calendars, by.at)),
            "terms": terms,
            "defaults": [asdict(one) for one in DEFAULT],
            "levels": [{**asdict(one), "accounts": list(one.accounts)} for one in state.levels],
            "macros": [_kept(vars(one)) for one in sorted(state.macros.values(), key=lambda one: one.name.casefold())],
            "form": [{**asdict(one), "options": list(one.options)} for one in state.questions],
            "leads": may_lead(name, by),
        }


def _calendar(told: Mapping[str, Any], at: datetime) -> Calendar:
    zone, day = str(told["zone"]), str(told.get("effective") or "")
    return Calendar(
        effective=_day(day) if day else today_in(zone, at),
        zone=zone,
        hours=tuple(Hours(each["weekday"], each["start"], each["end"]) for each in told["hours"]),
        holidays=str(told.get("holidays") or ""),
        closed=tuple(map(str, told.get("closed") or ())),
    )


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Invalid("calendar-day-invalid", written[:20]) from None


def _plain(calendar: Calendar) -> dict[str, Any]:
    told = {"hours": [asdict(each) for each in calendar.hours], "closed": list(calendar.closed)}
    return {**asdict(calendar), **told, "effective": calendar.effective.isoformat()}


def _kept(macro: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in macro.items() if name != "desk"}
