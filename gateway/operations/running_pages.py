"""The operator's page: how every log and follower stands, what is parked, and the verbs that mend it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from eventlog.refusal import Missing, Refused, Unavailable
from gateway.auth import caller, command_context, signed_in
from gateway.drawing import clock, day, decimal
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_refusal
from gateway.operations import minding
from gateway.parts import parts
from gateway.rpc import Answer, Operated
from gateway.translation import gettext, ngettext

pages = Blueprint("running_pages", __name__)

PAGE = "/staff/operations"
REASON = 500  # characters

Page = str | Response | tuple[str, int]
View = TypeVar("View", bound=Callable[..., Any])


def for_operators(view: View) -> View:
    """To others there is nothing at its address."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if "operator" not in caller().roles:
            abort(404)
        return view(*args, **kwargs)

    return cast("View", signed_in(guarded))


@dataclass(frozen=True)
class Running:
    """All that the page shows."""

    services: list[Answer]
    away: list[Answer]
    parked: list[Answer]

    @property
    def followers(self) -> list[Answer]:
        return [each for one in self.services for each in one["followers"]]

    @property
    def stopped(self) -> list[Answer]:
        return [each for each in self.followers if each["state"] == "stopped"]

    @property
    def models(self) -> list[Answer]:
        return sorted((each for one in self.services for each in one["read_models"]), key=lambda each: each["name"])

    @property
    def logs(self) -> list[Answer]:
        return [one for one in self.services if one["log"] is not None]

    @property
    def changing(self) -> bool:
        """Whether a replay is under way, so that looking again is of use."""
        return any(each["state"] == "running" for model in self.models for each in model["replays"])


@pages.get(PAGE)
@for_operators
def running() -> str:
    return _page()


@pages.post(f"{PAGE}/followers/pause")
@for_operators
def pause_follower() -> Page:
    return _done(Operated.pause_follower, "follower", "paused")


@pages.post(f"{PAGE}/followers/resume")
@for_operators
def resume_follower() -> Page:
    return _done(Operated.resume_follower, "follower", "resumed")


@pages.post(f"{PAGE}/read-models/rebuild")
@for_operators
def start_rebuild() -> Page:
    return _done(Operated.start_rebuild, "read_model", "rebuilding")


@pages.post(f"{PAGE}/read-models/check")
@for_operators
def start_check() -> Page:
    return _done(Operated.start_check, "read_model", "checking")


@pages.post(f"{PAGE}/parked/retry")
@for_operators
def retry_parked() -> Page:
    return _done(Operated.retry_parked, "id", "retried")


@pages.get(f"{PAGE}/parked/skip")
@for_operators
def ask_to_skip() -> Page:
    return _skip_page(request.args.get("id", ""))


@pages.post(f"{PAGE}/parked/skip")
@for_operators
def skip_parked() -> Page:
    identity, reason = request.form.get("id", ""), request.form.get("reason", "").strip()
    try:
        told = _at_its_service(lambda each, by: each.skip_parked(identity, reason[:REASON], by))
    except Unavailable:
        raise
    except Refused as refused:
        if refused.code == "still-parked":  # what stood behind it: the one itself is left out
            return redirect(f"{PAGE}?told=still-parked", 303)
        return _skip_page(identity, of_refusal(refused, {"reason-missing": "reason"})), status_of(refused)
    return redirect(f"{PAGE}?told={_came_of(told, 'skipped')}", 303)


def _done(verb: Callable[[Operated, str, Mapping[str, Any]], Answer], field: str, word: str) -> Page:
    name = request.form.get(field, "")
    try:
        told = _at_its_service(lambda each, by: verb(each, name, by))
    except Unavailable:
        raise
    except Refused as refused:
        return _page(of_refusal(refused, {})), status_of(refused)
    return redirect(f"{PAGE}?told={_came_of(told, word)}", 303)


def _came_of(told: Answer, word: str) -> str:
    return "under-way" if told.get("state") == "under-way" else word


def _at_its_service(verb: Callable[[Operated, Mapping[str, Any]], Answer]) -> Answer:
    by = command_context().dump()
    return minding.at_its_service(parts().rpc, lambda each: verb(each, by))


def _page(problems: Mistakes | None = None) -> str:
    told = minding.standings(parts().rpc)
    parked = minding.parked(parts().rpc, told)
    away = [one for one in told if "away" in one]
    running = Running([one for one in told if "away" not in one], away, parked)
    return render_template(
        "operations/running.html",
        running=running,
        lasting=lasting,
        moment=moment,
        state=state_of,
        at_work=at_work,
        problems=problems,
        told=_told(),
        here="staff",
    )


def _skip_page(identity: str, problems: Mistakes | None = None) -> str:
    parked = minding.parked(parts().rpc, minding.standings(parts().rpc))
    one = next((each for each in parked if each["id"] == identity), None)
    if one is None:
        raise Missing("nothing-parked", identity)
    return render_template(
        "operations/skip.html",
        one=one,
        typed=request.form.get("reason", ""),
        problems=problems,
        most=REASON,
        moment=moment,
        here="staff",
    )


def state_of(state: str) -> str:
    words = {
        "running": gettext("Runs"),
        "paused": gettext("Paused"),
        "stopped": gettext("Stopped"),
        "rebuilding": gettext("Is built anew"),
    }
    return words.get(state, state)


def at_work(state: str) -> str:
    """Of what goes on beside requests, with the error that it waits or stopped for."""
    words = {
        "starting": gettext("Begins"),
        "running": gettext("Runs"),
        "standing by": gettext("Stands by while another instance does it"),
        "done": gettext("Done"),
        "waiting": gettext("Waits"),
        "stopped": gettext("Stopped"),
    }
    word, colon, error = state.partition(": ")
    return f"{words.get(word, word)}{colon}{error}"


def lasting(seconds: float) -> str:
    """`3 min`, `2.5 s`: how far behind something is."""
    if seconds < 10:
        return gettext("%(num)s s", num=decimal(seconds))
    if seconds < 120:
        return gettext("%(num)d s", num=int(seconds))
    if seconds < 7200:
        return ngettext("%(num)s minute", "%(num)s minutes", int(seconds // 60))
    return ngettext("%(num)s hour", "%(num)s hours", int(seconds // 3600))


def moment(told: str) -> str:
    """`25 Nov 2026, 04:15 UTC`."""
    return f"{day(told)}, {clock(told)} UTC"


def _told() -> str:
    """What the page before did."""
    words = {
        "paused": gettext("It is paused, and stands until you let it go on."),
        "resumed": gettext("It goes on within a second."),
        "rebuilding": gettext("It is being built anew; the one in use serves until the new one has caught up."),
        "checking": gettext("It is being compared with a replay of its events."),
        "retried": gettext("It was tried again, and is parked no more."),
        "skipped": gettext("It is left out, and what stood behind it goes on."),
        "under-way": gettext("It goes on; look again in a moment."),
        "still-parked": gettext("It is left out. What stood behind it failed, and is parked now."),
    }
    return words.get(request.args.get("told", ""), "")
