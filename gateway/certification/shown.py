"""A submission as its pages show it: what failed first, what passed in a line, and how far it is."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gateway.translation import gettext, ngettext

Told = Mapping[str, Any]
TO_READ = ("fail", "error", "not_run", "warn", "waived", "advice")  # in this order
BAR, TICKS = 430, 120  # widths that the drawings are made for
HOURS = 3600
STATES = {
    "examining": "Q",
    "in_review": "Q",
    "waiting": "U",
    "accepted": "C",
    "rejected": "X",
    "withdrawn": "O",
    "failed": "X",
}


@dataclass(frozen=True)
class Platform:
    """One platform's checks; `bar` is where green and red end, of `BAR`."""

    name: str
    told: Told
    to_read: list[Told]
    passed: list[Told]
    words: str
    bar: tuple[int, int]
    groups: str


def platforms(told: Told) -> list[Platform]:
    return [_platform(one) for one in told["platforms"]]


def chosen(found: Sequence[Platform], asked: str) -> Platform | None:
    """The platform that was asked for, else the first."""
    return next((one for one in found if one.name == asked), found[0] if found else None)


def _platform(told: Told) -> Platform:
    checks = told["checks"]
    to_read = sorted((one for one in checks if one["outcome"] != "pass"), key=lambda one: TO_READ.index(one["outcome"]))
    passed = [one for one in checks if one["outcome"] == "pass"]
    return Platform(told["platform"], told, to_read, passed, _words(checks), _bar(checks), _groups(passed))


def _words(checks: Sequence[Told]) -> str:
    """`28 passed, 1 failed, 2 to read`."""
    counts = Counter(one["outcome"] for one in checks)
    failed = counts["fail"] + counts["error"] + counts["not_run"]
    to_read = counts["warn"] + counts["advice"] + counts["waived"]
    parts = [ngettext("%(num)s passed", "%(num)s passed", counts["pass"])]
    if failed:
        parts.append(ngettext("%(num)s failed or did not run", "%(num)s failed or did not run", failed))
    if to_read:
        parts.append(ngettext("%(num)s to read", "%(num)s to read", to_read))
    return ", ".join(parts)


def _bar(checks: Sequence[Told]) -> tuple[int, int]:
    if not checks:
        return (0, 0)
    good = sum(one["outcome"] in ("pass", "waived", "advice", "warn") for one in checks)
    return (BAR * good // len(checks), BAR)


def _groups(passed: Iterable[Told]) -> str:
    """`identity 4, base 4, shape 9`."""
    words = group_words()
    counts = Counter(one["group"] for one in passed)
    return ", ".join(f"{words.get(group, group)} {number}" for group, number in counts.items())


def group_words() -> dict[str, str]:
    return {
        "identity": gettext("identity"),
        "base": gettext("base"),
        "shape": gettext("shape"),
        "hygiene": gettext("hygiene"),
        "dynamic": gettext("running"),
        "plugin": gettext("plugin"),
        "compose": gettext("compose"),
        "supply-chain": gettext("supply chain"),
    }


def outcome_words() -> dict[str, str]:
    """Said before a check's title, for who does not see its sign."""
    return {
        "pass": gettext("Passed:"),
        "fail": gettext("Failed:"),
        "error": gettext("Could not be run:"),
        "not_run": gettext("Not run:"),
        "warn": gettext("Warning:"),
        "advice": gettext("Advice:"),
        "waived": gettext("Waived:"),
    }


def level_words() -> dict[str, str]:
    return {
        "required": gettext("required"),
        "reviewed": gettext("a person reads this"),
        "advice": gettext("advice"),
    }


def state_words() -> dict[str, str]:
    return {
        "examining": gettext("Being examined"),
        "in_review": gettext("In review"),
        "waiting": gettext("Your answer is waited for"),
        "accepted": gettext("Certified"),
        "rejected": gettext("Rejected"),
        "withdrawn": gettext("Withdrawn"),
        "failed": gettext("Could not be examined"),
    }


def severity_words() -> dict[str, str]:
    return {
        "critical": gettext("Critical"),
        "high": gettext("High"),
        "medium": gettext("Medium"),
        "low": gettext("Low"),
        "unknown": gettext("Not rated"),
    }


@dataclass(frozen=True)
class Clock:
    """`state`: ok | warn | late; `run`: how much of its `TICKS` has passed."""

    state: str
    words: str
    run: int


def clock(due: str, began: str, now: datetime) -> Clock:
    """Of something that must be mended by `due`, counted from `began` (RFC 3339)."""
    until, since = datetime.fromisoformat(due), datetime.fromisoformat(began)
    whole = max((until - since).total_seconds(), 1)
    left = (until - now.astimezone(UTC)).total_seconds()
    if left <= 0:
        return Clock("late", gettext("was due on %(day)s", day=until.date().isoformat()), TICKS)
    run = round(TICKS * (1 - min(left / whole, 1)))
    return Clock("warn" if left < whole / 3 else "ok", _left(left), run)


def _left(seconds: float) -> str:
    hours = int(seconds // HOURS)
    if hours >= 72:
        return ngettext("%(num)s day left", "%(num)s days left", hours // 24)
    return ngettext("%(num)s hour left", "%(num)s hours left", hours) if hours else gettext("less than an hour left")
