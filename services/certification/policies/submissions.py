"""What facts about submissions cause outside: an image that was sent in is examined."""

from collections.abc import Iterable
from typing import Any
from zlib import crc32

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.certification.events import SubmissionOpened

LANES = ("examine-0", "examine-1", "examine-2", "examine-3")  # side by side, on one instance or several


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case SubmissionOpened(submission=submission):
            yield Effect(lane_of(submission), submission, {"submission": submission})


def lane_of(submission: str) -> str:
    """Always the same one: within a lane an image waits for the one before it."""
    return LANES[crc32(submission.encode()) % len(LANES)]
