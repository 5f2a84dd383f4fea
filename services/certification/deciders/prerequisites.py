"""What has to be so before an image can be certified, whatever is in it: told one by one, each with what to do."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from services.certification.events import SubmissionOpened

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
        how = "The product is another publisher’s now. Once this is withdrawn or rejected, that one may send it in."
        return Prerequisite("publisher", False, how)
    if standing.suspended:
        return Prerequisite("publisher", False, "The publisher is suspended; ask the store why.")
    if not standing.approved:
        return Prerequisite("publisher", False, "The store has not approved the publisher yet.")
    return Prerequisite("publisher", True, "The store has approved the publisher.")


def _agreement(standing: Standing, version: str) -> Prerequisite:
    if standing.agreement != version:
        return Prerequisite("agreement", False, f"Accept the publisher agreement in its version {version}.")
    return Prerequisite("agreement", True, f"The publisher agreement is accepted in its version {version}.")


def _support(standing: Standing) -> Prerequisite:
    if not standing.support:
        return Prerequisite("support", False, "Say in the publisher's profile how customers are helped, and by whom.")
    return Prerequisite("support", True, "The profile says how customers are helped, and by whom.")


def _exchange(standing: Standing) -> Prerequisite:
    """Until tickets can be handed over through the store, mail to the support contact is the direct exchange."""
    if standing.tsanet:
        return Prerequisite("exchange", True, f"Tickets are exchanged by TSANet, as {standing.tsanet}.")
    if standing.support:
        return Prerequisite("exchange", True, "Tickets are exchanged directly, by mail to the support contact.")
    return Prerequisite("exchange", False, "Name a TSANet membership, or a support contact for direct exchange.")


def _engine(opened: SubmissionOpened, listed: Collection[str]) -> Prerequisite:
    version = _numbers(opened.engine_version)
    if not version:
        return Prerequisite("engine", False, "Say on which version of Docker Engine the image was tested.")
    if opened.kind == "plugin" and version < PLUGINS_SINCE:
        return Prerequisite("engine", False, "Test the plugin on Docker Engine 17.03 or newer.")
    if listed and not any(version[: len(part)] == part for part in map(_numbers, listed)):
        return Prerequisite("engine", False, f"Test it on Docker Engine {' or '.join(listed)}.")
    return Prerequisite("engine", True, f"Tested on Docker Engine {opened.engine_version}.")


def _infrastructure(name: str, listed: Collection[str]) -> Prerequisite:
    if not listed:
        return Prerequisite("infrastructure", True, "Any infrastructure will do.")
    if name not in listed:
        return Prerequisite("infrastructure", False, f"Test it on {' or '.join(listed)}, and say so.")
    return Prerequisite("infrastructure", True, f"Tested on {name}.")


def _numbers(version: str) -> tuple[int, ...]:
    """29.1.2-ce is 29, 1, 2; empty where it begins with no number."""
    found = re.match(r"v?(\d+(?:\.\d+)*)", version, re.ASCII)
    return tuple(int(part) for part in found[1].split(".")[:4]) if found else ()
