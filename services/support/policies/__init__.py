"""What a fact of support causes: outside, and later; each kind of fact says so in a file of its own."""

from collections.abc import Sequence
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.support.policies import clocks, letters, looks, tickets, tsanet

CAUSED = (clocks.caused, letters.caused, looks.caused, tickets.caused, tsanet.caused)


def effects(event: Any, recorded: Recorded) -> Sequence[Due | Effect]:
    return [each for caused in CAUSED for each in caused(event, recorded)]
