"""How the running store's followers stand, for the doctor: what is paused, stopped or parked, and what to do."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.chandlery.asking import asking
from cli.chandlery.printing import Stop
from eventlog.refusal import Refused

Look = tuple[str, str, str]  # part, state (ok, care or wrong), what it says


def looks(settings: Mapping[str, str]) -> Iterator[Look]:
    try:
        with asking(settings) as ask:
            told = ask("standing")
    except (Stop, Refused, OSError) as error:
        yield "followers", "care", f"cannot be asked: {error}"
        return
    found = [look for service in told for look in of_service(service)]
    yield from found or [("followers", "ok", "all go on, and nothing is parked")]


def of_service(told: Mapping[str, Any]) -> Iterator[Look]:
    if "away" in told:
        yield f"followers of {told['service']}", "care", f"it does not answer: {told['away']}"
    for each in told.get("followers", ()):
        yield from of(each)


def of(follower: Mapping[str, Any]) -> Iterator[Look]:
    """What an operator should know of one follower, as its service tells it."""
    name = f"follower {follower['id']}"
    if follower["state"] == "paused":
        yield name, "care", f"paused {follower['detail']}; `chandlery projections resume {follower['id']}`"
    if follower["state"] == "stopped":
        yield name, "wrong", f"stopped: {follower['detail']}; {_mended(follower)}"
    if follower["parked"]:
        streams = "stream is" if follower["parked"] == 1 else "streams are"
        yield name, "care", f"{follower['parked']} {streams} parked; `chandlery parked list`"


def _mended(follower: Mapping[str, Any]) -> str:
    """An event that is newer than the program names a version, and wants the newer one instead."""
    name = follower["id"].partition("/")[0]
    if follower["kind"] == "read model":
        return f"`chandlery projections rebuild {name}` builds it anew of its logs, or start the newer program"
    return "end the store, `chandlery restore --in-place` finds where it goes on, or start the newer program"
