"""All services in an operator's hands at once: how they stand, what is parked, and a verb at whichever it concerns."""

import time
from collections.abc import Callable, Sequence
from contextvars import copy_context
from functools import partial
from threading import Thread
from typing import TypeVar

from eventlog.refusal import Missing, Unavailable
from gateway.rpc import OPERATED, Answer, Operated, Rpc, ServiceFailed

T = TypeVar("T")

AT_MOST = 5.0  # seconds for all that are asked side by side


def standings(rpc: Rpc, at_most: float = AT_MOST) -> list[Answer]:
    """Of each service; of one that does not answer only its name and why: `{"service": …, "away": …}`."""
    asked = [partial(_standing, rpc, name) for name in OPERATED]
    if rpc.within:
        return [each() for each in asked]
    told = side_by_side(asked, at_most)
    late = str(Unavailable("service-unavailable", f"no answer within {at_most:g} s"))
    return [each or {"service": name, "away": late} for name, each in zip(OPERATED, told, strict=True)]


def parked(rpc: Rpc, told: Sequence[Answer], at_most: float = AT_MOST) -> list[Answer]:
    """What is parked at the services that answered for their standing."""
    asked = [partial(rpc.operated[each["service"]].parked) for each in told if "away" not in each]
    if rpc.within:
        return [one for each in asked for one in each()]
    answers = side_by_side(asked, at_most)
    if None in answers:
        raise Unavailable("service-unavailable", f"no answer within {at_most:g} s")
    return [one for each in answers if each is not None for one in each]


def side_by_side(asked: Sequence[Callable[[], T]], at_most: float) -> list[T | None]:
    """What each answers, or None of one that has not by then; raises what the first of them raised that did."""
    answers: list[T | None] = [None] * len(asked)
    problems: list[Exception] = []

    def ask(place: int) -> None:
        try:
            answers[place] = asked[place]()
        except Exception as problem:
            problems.append(problem)

    asking = [Thread(target=copy_context().run, args=(ask, place), daemon=True) for place in range(len(asked))]
    for each in asking:
        each.start()
    until = time.monotonic() + at_most
    for each in asking:
        each.join(max(0.0, until - time.monotonic()))
    if problems:
        raise problems[0]
    return list(answers)


def followers_of(told: Sequence[Answer], name: str) -> list[str]:
    """The ids of a follower's name, which may follow several sources, or of the one with this id."""
    ids = [follower["id"] for one in told for follower in one.get("followers", ())]
    found = [each for each in ids if name in (each, each.partition("/")[0])]
    if not found:
        must_all_answer(told)
        raise Missing("unknown-follower", name)
    return found


def must_all_answer(told: Sequence[Answer]) -> None:
    """What nobody knows may be known by a service that is away, which is no reason to call it unknown."""
    if away := [each["service"] for each in told if "away" in each]:
        raise Unavailable("service-unavailable", ", ".join(away))


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
