"""All services in an operator's hands at once: how they stand, what is parked, and a verb at whichever it concerns."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from eventlog.refusal import Missing, Unavailable
from gateway.rpc import OPERATED, Answer, Operated, Rpc

T = TypeVar("T")
U = TypeVar("U")
Verb = Callable[[Operated], T]


def standings(rpc: Rpc) -> list[Answer]:
    """Of each service; of one that does not answer only its name and why: `{"service": …, "away": …}`."""
    return _of_each(rpc, Operated.standing, _away)


def parked(rpc: Rpc) -> tuple[list[Answer], list[str]]:
    """What is parked anywhere, and the services that did not answer."""
    told = _of_each(rpc, Operated.parked, lambda name, _: name)
    every = [one for found in told if not isinstance(found, str) for one in found]
    return every, [name for name in told if isinstance(name, str)]


def followers_of(told: Sequence[Answer], name: str) -> list[str]:
    """The ids of a follower's name, which may follow several sources, or of the one with this id."""
    ids = [follower["id"] for one in told for follower in one.get("followers", ())]
    found = [each for each in ids if name in (each, each.partition("/")[0])]
    if not found:
        raise Missing("unknown-follower", name)
    return found


def at_its_service(rpc: Rpc, verb: Verb[T]) -> T:
    """Asks one service after another for what only one of them has; raises Missing where none has."""
    problem: Missing | Unavailable | None = None
    for name in OPERATED:
        try:
            return verb(rpc.operated[name])
        except Missing as missing:
            problem = problem or missing
        except Unavailable as away:
            problem = away
    raise problem or Missing("not-found")


def _of_each(rpc: Rpc, asked: Verb[T], otherwise: Callable[[str, Unavailable], U]) -> list[T | U]:
    """At once, so that several that are away cost no more time than one."""

    def ask(name: str) -> T | U:
        try:
            return asked(rpc.operated[name])
        except Unavailable as away:
            return otherwise(name, away)

    with ThreadPoolExecutor(len(OPERATED)) as threads:
        return list(threads.map(ask, OPERATED))


def _away(name: str, away: Unavailable) -> Answer:
    return {"service": name, "away": str(away)}
