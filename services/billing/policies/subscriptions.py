"""What facts about subscriptions cause later, and outside."""

from collections.abc import Iterable
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    return ()
