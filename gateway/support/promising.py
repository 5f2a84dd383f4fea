"""What a desk promises, as its forms have it: working hours in words, and back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.mistakes import Mistakes, of_fields
from gateway.translation import gettext

DAY = 24 * 60
SPAN = re.compile(r"(\d{1,2}):(\d{2}) ?[-–] ?(\d{1,2}):(\d{2})", re.ASCII)
PRIORITIES = (1, 2, 3, 4)
QUESTIONS = 8  # rows of the form for what a receiver wants to know
KINDS = ("text", "lines", "choice")

Form = MultiDict[str, str]


def weekdays() -> list[str]:
    return [
        gettext("Monday"),
        gettext("Tuesday"),
        gettext("Wednesday"),
        gettext("Thursday"),
        gettext("Friday"),
        gettext("Saturday"),
        gettext("Sunday"),
    ]


def spans(hours: Iterable[Mapping[str, int]], weekday: int) -> str:
    """`09:00-12:00, 13:00-17:00`"""
    of_day = sorted((each["start"], each["end"]) for each in hours if each["weekday"] == weekday)
    return ", ".join(f"{_clock(start)}-{_clock(end)}" for start, end in of_day)


def calendar(form: Form) -> Mapping[str, Any] | Mistakes:
    """As support takes it; what is no span of hours is told beside its day."""
    hours: list[dict[str, int]] = []
    wrong: dict[str, str] = {}
    for weekday in range(7):
        found = _hours(form.get(f"day-{weekday}", ""))
        if found is None:
            wrong[f"day-{weekday}"] = gettext("Hours look like 09:00-12:00, 13:00-17:00")
        else:
            hours += [{"weekday": weekday, "start": start, "end": end} for start, end in found]
    mistakes = of_fields(wrong)
    if mistakes:
        return mistakes
    return {
        "effective": form.get("effective", "").strip(),
        "zone": form.get("zone", "").strip(),
        "hours": hours,
        "holidays": form.get("holidays", "").strip().upper(),
        "closed": form.get("closed", "").split(),
    }


def terms(form: Form) -> Sequence[Mapping[str, int]] | Mistakes:
    """Support minutes for each priority; nothing written: nothing promised."""
    found = []
    wrong: dict[str, str] = {}
    for priority in PRIORITIES:
        row = {"priority": priority}
        for name in ("first_response", "next_update"):
            given = form.get(f"{name}-{priority}", "").strip() or "0"
            if not (given.isascii() and given.isdecimal() and len(given) < 7):
                wrong[f"{name}-{priority}"] = gettext("A whole number of minutes")
            else:
                row[name] = int(given)
        found.append(row)
    return of_fields(wrong) or found


def levels(form: Form) -> Sequence[Mapping[str, Any]] | Mistakes:
    """`name` and `after` repeat, beside each row's `told-ROW`: accounts. A row without a name is left out."""
    found: list[Mapping[str, Any]] = []
    wrong: dict[str, str] = {}
    for row, (name, after) in enumerate(zip(form.getlist("name"), form.getlist("after"), strict=False)):
        given = after.strip() or "0"
        if not name.strip():
            continue
        if not (given.isascii() and given.isdecimal() and len(given) < 7):
            wrong[f"after-{row}"] = gettext("A whole number of minutes")
            continue
        found.append({"name": name.strip(), "after": int(given), "accounts": form.getlist(f"told-{row}")})
    return of_fields(wrong) or found


def questions(form: Form) -> Sequence[Mapping[str, Any]]:
    """Rows without a label are left out; what a question is called within is made of its label."""
    found = []
    for row in range(QUESTIONS):
        label = form.get(f"label-{row}", "").strip()
        if not label:
            continue
        kind = form.get(f"kind-{row}", "text")
        options = [option.strip() for option in form.get(f"options-{row}", "").split(",") if option.strip()]
        name = form.get(f"name-{row}", "").strip() or _named(label, row)
        required = f"required-{row}" in form
        found.append({"name": name, "label": label, "kind": kind, "required": required, "options": options})
    return found


def _named(label: str, row: int) -> str:
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:40] or f"question-{row + 1}"


def _hours(written: str) -> list[tuple[int, int]] | None:
    """None where it is no list of spans."""
    found = []
    for span in filter(None, (each.strip() for each in written.split(","))):
        match = SPAN.fullmatch(span)
        if match is None:
            return None
        start_hour, start_minute, end_hour, end_minute = map(int, match.groups())
        start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
        if max(start_minute, end_minute) > 59 or not start < end <= DAY:
            return None
        found.append((start, end))
    return found


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
