"""A policy's file: TOML, every key checked, every wrong one named."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, TypeAlias

from services.certification.checks import GROUPS, Kind
from services.certification.examining.report import Level
from services.certification.scan.observed import Accepted, Base, Rules

Asked: TypeAlias = Level | Literal["off"]
LEVELS: tuple[str, ...] = ("required", "reviewed", "advice", "off")
KEYS = frozenset({"name", "rules", "checks", "kinds", "waivers"})


class WrongPolicy(Exception):
    """The text is no policy; `problems` name every key that is wrong, and what belongs there."""

    def __init__(self, problems: Collection[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Waiver:
    """A person lets one check pass: why, and through which day (2026-11-29); empty: without end."""

    check: str
    reason: str
    by: str
    until: str = ""

    def counts(self, today: str) -> bool:
        return not self.until or "" < today <= self.until

    @property
    def told(self) -> str:
        end = f" until {self.until}" if self.until else ""
        return f"waived by {self.by}{end}: {self.reason}"


@dataclass(frozen=True)
class PolicyFile:
    """What a file names; None: it leaves that out."""

    name: str = ""
    checks: Mapping[str, Asked] = field(default_factory=dict)
    kinds: Mapping[str, Mapping[str, Asked]] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """The checks that it names."""
        return frozenset(self.checks).union(*self.kinds.values())

    def levels_of(self, kind: Kind) -> dict[str, Asked]:
        return {**self.checks, **self.kinds.get(kind, {})}

    def rules_over(self, rules: Rules) -> Rules:
        return replace(rules, **self.rules)


def read(text: str, known: Collection[str] | None) -> PolicyFile:
    """`known` are the checks that may be named; None: any. Raises WrongPolicy."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise WrongPolicy([f"the file is no TOML: {problem}"]) from None
    reading = _Reading(known)
    read = PolicyFile(
        name=reading.text(told, "name", "", needed=False),
        checks=reading.levels(told, "checks", ""),
        kinds=reading.kinds(told),
        rules=reading.rules(told),
        waivers=reading.waivers(told),
    )
    reading.unknown(told, KEYS, "")
    if reading.problems:
        raise WrongPolicy(reading.problems)
    return read


class _Reading:
    """Collects what is wrong while a file is read."""

    def __init__(self, known: Collection[str] | None) -> None:
        self.known = known
        self.problems: list[str] = []

    def unknown(self, table: Mapping[str, Any], keys: Collection[str], place: str) -> None:
        self.problems += [f"{place}{key}: there is no such key" for key in table if key not in keys]

    def table(self, of: Mapping[str, Any], key: str, place: str) -> Mapping[str, Any]:
        found = of.get(key, {})
        if isinstance(found, dict):
            return found
        self.problems.append(f"{place}{key}: should be a table")
        return {}

    def text(self, of: Mapping[str, Any], key: str, place: str, *, needed: bool = True) -> str:
        found = of.get(key, "")
        if isinstance(found, str) and (found.strip() or not needed):
            return found
        self.problems.append(f"{place}{key}: should be a text")
        return ""

    def texts(self, found: object, place: str) -> tuple[str, ...]:
        if isinstance(found, list) and all(isinstance(each, str) and each for each in found):
            return tuple(found)
        self.problems.append(f"{place}: should be a list of texts")
        return ()

    def levels(self, of: Mapping[str, Any], key: str, place: str) -> Mapping[str, Asked]:
        table = self.table(of, key, place)
        for check, level in table.items():
            if level not in LEVELS:
                self.problems.append(f"{place}{key}.{check}: should be one of {', '.join(LEVELS)}")
            if self.known is not None and check not in self.known:
                self.problems.append(f"{place}{key}.{check}: there is no such check")
        return table

    def kinds(self, of: Mapping[str, Any]) -> Mapping[str, Mapping[str, Asked]]:
        table = self.table(of, "kinds", "")
        self.unknown(table, GROUPS, "kinds.")
        return {kind: self.levels(table, kind, "kinds.") for kind in table}

    def rules(self, of: Mapping[str, Any]) -> Mapping[str, Any]:
        table = self.table(of, "rules", "")
        self.unknown(table, READ, "rules.")
        return {key: READ[key](self, found, f"rules.{key}") for key, found in table.items() if key in READ}

    def number(self, found: object, place: str) -> int:
        if isinstance(found, int) and not isinstance(found, bool) and found > 0:
            return found
        self.problems.append(f"{place}: should be a whole number above 0")
        return 0

    def accepted(self, found: object, place: str) -> tuple[Accepted, ...]:
        return tuple(
            Accepted(self.text(each, "name", where), self.text(each, "reason", where))
            for each, where in self._tables(found, place, {"name", "reason"})
        )

    def bases(self, found: object, place: str) -> tuple[Base, ...]:
        return tuple(
            Base(
                self.text(each, "name", where),
                self.texts(each.get("layers"), f"{where}layers"),
                outdated=self._yes(each, "outdated", where),
            )
            for each, where in self._tables(found, place, {"name", "layers", "outdated"})
        )

    def _yes(self, of: Mapping[str, Any], key: str, place: str) -> bool:
        found = of.get(key, False)
        if isinstance(found, bool):
            return found
        self.problems.append(f"{place}{key}: should be true or false")
        return False

    def protected(self, found: object, place: str) -> Mapping[str, tuple[str, ...]]:
        if not isinstance(found, dict):
            self.problems.append(f"{place}: should be a table of names, each with the publishers that may use it")
            return {}
        return {name: self.texts(publishers, f"{place}.{name}") for name, publishers in found.items()}

    def waivers(self, of: Mapping[str, Any]) -> tuple[Waiver, ...]:
        return tuple(
            Waiver(
                self._check(each, where),
                self.text(each, "reason", where),
                self.text(each, "by", where),
                self._day(each, where),
            )
            for each, where in self._tables(of.get("waivers", []), "waivers", {"check", "reason", "by", "until"})
        )

    def _check(self, of: Mapping[str, Any], place: str) -> str:
        check = self.text(of, "check", place)
        if check and self.known is not None and check not in self.known:
            self.problems.append(f"{place}check: there is no check {check}")
        return check

    def _day(self, of: Mapping[str, Any], place: str) -> str:
        found = of.get("until")
        if found is None:
            return ""
        if type(found) is date:
            return found.isoformat()
        self.problems.append(f"{place}until: should be a day, as 2027-01-31 without quotes")
        return ""

    def _tables(self, found: object, place: str, keys: Collection[str]) -> list[tuple[Mapping[str, Any], str]]:
        """The tables of a list, each with its place for what is said of it."""
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            self.problems.append(f"{place}: should be a list of tables, each under [[{place}]]")
            return []
        numbered = [(each, f"{place}[{number}].") for number, each in enumerate(found, start=1)]
        for each, where in numbered:
            self.unknown(each, keys, where)
        return numbered


READ: dict[str, Callable[[_Reading, object, str], Any]] = {
    "layers": _Reading.number,
    "size": _Reading.number,
    "accepted": _Reading.accepted,
    "bases": _Reading.bases,
    "prohibited": _Reading.texts,
    "protected": _Reading.protected,
}
