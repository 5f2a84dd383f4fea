"""What was done in the whole store, the newest first: each service searches its own log, and the answers are merged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from eventlog.refusal import Invalid, Unavailable
from gateway.operations.minding import side_by_side
from gateway.rpc import OPERATED, Answer, Rpc, ServiceFailed

MOST = 50  # events on a page
AT_MOST = 10.0  # seconds for all logs
LONGEST_CURSOR = 400


@dataclass(frozen=True)
class Found:
    """`after`: where the next page begins; empty where there is none. `away`: services that did not answer."""

    items: Sequence[Answer]
    after: str
    away: Sequence[str]


def search(rpc: Rpc, wanted: Mapping[str, str], service: str, after: str, by: Mapping[str, Any]) -> Found:
    """`wanted` as eventlog's `Wanted` has it; `service`: one alone. A page may be short, and be followed by others."""
    begun = places(after) if after else dict.fromkeys([service] if service else OPERATED, 0)
    asked: list[Callable[[], Answer]] = [
        partial(_search, rpc, name, {**wanted, "before": place}, by) for name, place in begun.items()
    ]
    told = [each() for each in asked] if rpc.within else side_by_side(asked, AT_MOST)
    answers = {name: answer for name, answer in zip(begun, told, strict=True) if answer}
    items, on = merged(answers)
    away = [name for name in begun if name not in answers]
    on |= {name: begun[name] for name in away if begun[name]}
    return Found(items, ",".join(f"{name}:{place}" for name, place in on.items()), away)


def merged(answers: Mapping[str, Answer]) -> tuple[list[Answer], dict[str, int]]:
    """The newest of all, and where each service goes on: no page tells anything newer than the page before it.

    A log that was read as far as Monday may hold more of Monday: what others have of before that waits.
    """
    known = max((answer["reached"] for answer in answers.values()), default="")
    found = [{**item, "service": name} for name, answer in answers.items() for item in answer["items"]]
    found.sort(key=lambda item: (item["at"], item["service"], item["position"]), reverse=True)
    first = {name for name, answer in answers.items() if answer["reached"] == known}  # else one might never go on
    shown = [item for item in found if item["at"] >= known or item["service"] in first][:MOST]
    on: dict[str, int] = {}
    for name, answer in answers.items():
        own = [item["position"] for item in shown if item["service"] == name]
        waiting = [item["position"] for item in answer["items"] if item["position"] not in own]
        if place := max(waiting) + 1 if waiting else answer["before"]:
            on[name] = place
    return shown, on


def places(after: str) -> dict[str, int]:
    """Of a cursor, `identity:120,billing:3400`."""
    told = [part.partition(":") for part in after[:LONGEST_CURSOR].split(",")]
    if not all(name in OPERATED and place.isascii() and place.isdecimal() for name, _, place in told):
        raise Invalid("invalid-input", "after: not a cursor of ours")
    return {name: int(place) for name, _, place in told}


def _search(rpc: Rpc, name: str, wanted: Mapping[str, Any], by: Mapping[str, Any]) -> Answer:
    try:
        return rpc.operated[name].search_log(dict(wanted), by)
    except (Unavailable, ServiceFailed):  # the others are told all the same
        return {}
