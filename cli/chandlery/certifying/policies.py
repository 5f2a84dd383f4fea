"""The policy by which somebody examines: the store's own, a file over it, waivers beside it."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from cli.chandlery.certifying.asked import COULD_NOT_RUN, Asked
from cli.chandlery.printing import Stop
from services.certification.checks import CHECKS, Kind
from services.certification.examining.policy import Policy, load_policy
from services.certification.examining.policy_file import Waiver, WrongPolicy, read

TRIED = frozenset(check.id for check in CHECKS if check.group in ("dynamic", "plugin"))


def policies(asked: Asked) -> Callable[[Kind], Policy]:
    """By kind; raises Stop where a file is none."""
    text = None if asked.policy is None else text_of(asked.policy)
    waivers = () if asked.waivers is None else _waivers(asked.waivers)

    @cache
    def of(kind: Kind) -> Policy:
        try:
            policy = load_policy(text, kind)
        except WrongPolicy as wrong:
            raise _wrong(asked.policy, wrong) from wrong
        policy = replace(policy, waivers=(*policy.waivers, *waivers))
        return static(policy) if asked.static else policy

    of("container")  # complains before an image is read
    return of


def static(policy: Policy) -> Policy:
    """What needs an engine is in nobody's way, and the policy's name says so."""
    levels = {check: "advice" if check in TRIED else level for check, level in policy.levels.items()}
    return replace(policy, name=f"{policy.name} (static checks alone)", levels=levels)


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Stop(f"{path} cannot be read: {wrong}", COULD_NOT_RUN) from wrong


def _waivers(path: Path) -> tuple[Waiver, ...]:
    """A file of nothing but `[[waivers]]`, or a whole policy of which only these count."""
    try:
        return read(text_of(path), known=None).waivers
    except WrongPolicy as wrong:
        raise _wrong(path, wrong) from wrong


def _wrong(path: Path | None, wrong: WrongPolicy) -> Stop:
    return Stop(f"{path} is not as a policy has to be: {wrong}", COULD_NOT_RUN)
