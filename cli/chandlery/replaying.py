"""A read model's replay, followed from its beginning to what came of it, however busy its service is with it."""

import time
from collections.abc import Callable, Generator
from typing import Any

from eventlog import replays
from eventlog.refusal import Conflicting, Unavailable
from gateway.rpc import Answer, Operated

OFTEN = 0.1  # seconds between two looks at a replay
TELLING = 5.0  # seconds between two words of its progress
SILENT = 60.0  # seconds that a service may not answer: on a slow machine its own replay leaves it no time to


def replayed(service: Operated, name: str, purpose: str, by: dict[str, Any]) -> Generator[Answer, None, Answer]:
    """Yields words of its progress; raises `replay-failed`, and what the service refuses."""
    _begin(service, name, purpose, by)
    told_at = time.monotonic()
    while (now := _last(service, name, purpose))["state"] == "running":
        if time.monotonic() - told_at >= TELLING:
            told_at = time.monotonic()
            yield {"say": f"{name}: {now['applied']:,} of {now['goal']:,} events"}
        time.sleep(OFTEN)
    if now["state"] != "done":
        raise Conflicting("replay-failed", f"{name}: {now['error'] or 'its process ended'}")
    return now


def _begin(service: Operated, name: str, purpose: str, by: dict[str, Any]) -> None:
    """Where the service is too busy with it to say that it has begun, that is seen from how it stands."""
    before = _last(service, name, purpose)
    try:
        (service.start_rebuild if purpose == replays.REBUILD else service.start_check)(name, by)
    except Unavailable:
        _until_answered(lambda: _must_differ(before, _last(service, name, purpose)))


def _must_differ(before: Answer, now: Answer) -> None:
    if now.get("began_at") == before.get("began_at"):
        raise Unavailable("service-unavailable", "the replay has not begun")


def _last(service: Operated, name: str, purpose: str) -> Answer:
    models = _until_answered(service.standing)["read_models"]
    found = (each for model in models if model["name"] == name for each in model["replays"])
    return next((each for each in found if each["purpose"] == purpose), {})


def _until_answered(ask: Callable[[], Any]) -> Any:
    """For what only looks, and so can be asked again."""
    until = time.monotonic() + SILENT
    while True:
        try:
            return ask()
        except Unavailable:
            if time.monotonic() >= until:
                raise
        time.sleep(OFTEN)
