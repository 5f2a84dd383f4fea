"""All services in an operator's hands at once: how they stand, what is parked, and a verb at whichever it concerns."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from eventlog.refusal import Missing, Unavailable
from gateway.rpc import OPERATED, Answer, Operated, Rpc, ServiceFailed

T = TypeVar("T")


def standings(rpc: Rpc) -> list[Answer]:
    """Of each service; of one that does not answer only its name and why: `{"service": …, "away": …}`."""
    return [_standing(rpc, name) for name in OPERATED]


def parked(rpc: Rpc, told: Sequence[Answer]) -> list[Answer]:
    """What is parked at the services that answered for their standing."""
    return [one for each in told if "away" not in each for one in rpc.operated[each["service"]].parked()]


def followers_of(told: Sequence[Answer], name: str) -> list[str]:
    """The ids of a follower's name, which may follow several sources, or of the one with this id."""
    ids = [follower["id"] for one in told for follower in one.get("followers", ())]
    found = [each for each in ids if name in (each, each.partition("/")[0])]
    if not found:
        raise Missing("unknown-follower", name)
    return found


def at_its_service(rpc: Rpc, verb: Callable[[Operated], T]) -> T:
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


def _standing(rpc: Rpc, name: str) -> Answer:
    try:
        return rpc.operated[name].standing()
    except (Unavailable, ServiceFailed) as away:  # the others are told all the same
        return {"service": name, "away": str(away)}
