"""What facts about submissions cause outside: an image that was sent in is examined."""

from collections.abc import Iterable
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.certification.events import SubmissionOpened

EXAMINE = "examine"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case SubmissionOpened(submission=submission):
            yield Effect(EXAMINE, submission, {"submission": submission})
