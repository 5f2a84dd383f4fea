"""What happens to a submission while one watches, as server-sent events (HTML standard, 9.2).

A few who watch are held for some seconds; all others get what is new at once and come back, since no thread of the
gateway may wait for long. `Last-Event-ID` says from where to go on; 204 says that nothing will come any more.
"""

import json
import time
from collections.abc import Iterator
from threading import BoundedSemaphore
from typing import Any

from flask import Response, request

from gateway.auth import needs
from gateway.certification.api import SUBMISSION, blp, certification, context

__all__ = ["blp"]

HELD = BoundedSemaphore(4)  # who watch and are held, of one process
LONGEST = 20.0  # seconds
PAUSE = 0.5  # seconds between two looks
SOON, LATER = 2_000, 15_000  # milliseconds after which a browser comes back: while it is examined, and afterwards
OVER = ("accepted", "rejected", "withdrawn", "failed")
NUMBER = 9  # digits


@blp.route(f"{SUBMISSION}/events", methods=["GET"])
@blp.response(200, {"type": "string"}, content_type="text/event-stream")
@blp.alt_response(204, description="it is decided, and nothing more will come")
@blp.alt_response(404)
@needs("publish", "certify")
def submission_events(submission: str) -> Response:
    """What happened since `Last-Event-ID`, one event a check, scan, question or decision."""
    after, by = _after(), context()
    first = certification().events_of(submission, after, by)
    if not first["events"] and first["state"] in OVER:
        return Response(status=204)
    watch = _watched(submission, after, by, first)
    return Response(watch, content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _watched(submission: str, after: int, by: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """A place is taken once somebody reads: who asks for the headers alone would never give it back."""
    yield _told(found)
    if found["state"] != "examining" or not HELD.acquire(blocking=False):
        return
    until = time.monotonic() + LONGEST
    try:
        while found["state"] == "examining" and time.monotonic() < until:
            time.sleep(PAUSE)
            after = max([after, *(each["number"] for each in found["events"])])
            found = certification().events_of(submission, after, by)
            if found["events"]:
                yield _told(found)
    finally:
        HELD.release()


def _told(found: dict[str, Any]) -> str:
    pause = SOON if found["state"] == "examining" else LATER
    events = [f"id: {each['number']}\nevent: {each['kind']}\ndata: {json.dumps(each)}\n\n" for each in found["events"]]
    return f"retry: {pause}\n\n" + "".join(events)


def _after() -> int:
    told = request.headers.get("Last-Event-ID", "").strip()
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= NUMBER else 0
