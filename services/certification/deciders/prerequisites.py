"""What has to be so before an image can be certified, whatever is in it: told one by one, each with what to do."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from services.certification.events import SubmissionOpened
from vocabulary.remedies import remedy

PLUGINS_SINCE = (17, 3)  # the first engine with managed plugins as they are today


@dataclass(frozen=True)
class Standing:
    """What the catalogue says of a publisher now."""

    approved: bool = False
    suspended: bool = False
    agreement: str = ""  # the version that it accepted last
    support: bool = False  # it says how its customers are helped, and who answers
    tsanet: str = ""  # its membership; empty: none
    gave_away: bool = False  # the product is another publisher's now


@dataclass(frozen=True)
class Rules:
    """What the operator asks; an empty list asks nothing."""

    agreement: str
    engines: tuple[str, ...] = ()
    infrastructures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prerequisite:
    id: str
    met: bool
    how: str  # it is met, or what to do


def prerequisites(opened: SubmissionOpened, standing: Standing, rules: Rules) -> tuple[Prerequisite, ...]:
    return (
        _publisher(standing),
        _agreement(standing, rules.agreement),
        _support(standing),
        _exchange(standing),
        _engine(opened, rules.engines),
        _infrastructure(opened.infrastructure, rules.infrastructures),
    )


def _publisher(standing: Standing) -> Prerequisite:
    if standing.gave_away:
        how = remedy("withdraw-given-away")
        return Prerequisite("publisher", False, how)
    if standing.suspended:
        return Prerequisite("publisher", False, remedy("ask-why-suspended"))
    if not standing.approved:
        return Prerequisite("publisher", False, remedy("await-approval"))
    return Prerequisite("publisher", True, remedy("approved"))


def _agreement(standing: Standing, version: str) -> Prerequisite:
    if standing.agreement != version:
        return Prerequisite("agreement", False, remedy("accept-agreement", version=version))
    return Prerequisite("agreement", True, remedy("agreement-accepted", version=version))


def _support(standing: Standing) -> Prerequisite:
    if not standing.support:
        return Prerequisite("support", False, remedy("say-how-helped"))
    return Prerequisite("support", True, remedy("said-how-helped"))


def _exchange(standing: Standing) -> Prerequisite:
    """Until tickets can be handed over through the store, mail to the support contact is the direct exchange."""
    if standing.tsanet:
        return Prerequisite("exchange", True, remedy("exchanged-by-tsanet", member=standing.tsanet))
    if standing.support:
        return Prerequisite("exchange", True, remedy("exchanged-directly"))
    return Prerequisite("exchange", False, remedy("name-exchange"))


def _engine(opened: SubmissionOpened, listed: Collection[str]) -> Prerequisite:
    version = _numbers(opened.engine_version)
    if not version:
        return Prerequisite("engine", False, remedy("say-engine"))
    if opened.kind == "plugin" and version < PLUGINS_SINCE:
        return Prerequisite("engine", False, remedy("test-plugin-newer"))
    if listed and not any(version[: len(part)] == part for part in map(_numbers, listed)):
        return Prerequisite("engine", False, remedy("test-on-engine", versions=" or ".join(listed)))
    return Prerequisite("engine", True, remedy("tested-on-engine", version=opened.engine_version))


def _infrastructure(name: str, listed: Collection[str]) -> Prerequisite:
    if not listed:
        return Prerequisite("infrastructure", True, remedy("any-infrastructure"))
    if name not in listed:
        return Prerequisite("infrastructure", False, remedy("test-on-infrastructure", names=" or ".join(listed)))
    return Prerequisite("infrastructure", True, remedy("tested-on-infrastructure", name=name))


def _numbers(version: str) -> tuple[int, ...]:
    """29.1.2-ce is 29, 1, 2; empty where it begins with no number."""
    found = re.match(r"v?(\d+(?:\.\d+)*)", version, re.ASCII)
    return tuple(int(part) for part in found[1].split(".")[:4]) if found else ()
