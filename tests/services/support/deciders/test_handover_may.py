"""What somebody may do with a handover is what its decider would take from them."""

import pytest

from eventlog.decider import Context
from eventlog.testing import Scenario
from services.support.deciders.handover import (
    AcceptHandover,
    CloseHandover,
    ExchangeNote,
    GiveInformation,
    RejectHandover,
    RequestInformation,
    ReturnHandover,
)
from services.support.deciders.handover_may import may
from tests.controls import support_handovers as told
from tests.services.support.deciders.handover_stories import (
    accepted,
    ada,
    bob,
    closed,
    globex,
    pat,
    received,
    requested,
    sam,
    sent,
)

COMMANDS = {
    "accept_handover": AcceptHandover("9", "Somebody", ""),
    "reject_handover": RejectHandover("No."),
    "request_information": RequestInformation("new", "Which?"),
    "give_information": GiveInformation("new", "This."),
    "exchange_note": ExchangeNote("new", "Look."),
    "close_handover": CloseHandover(),
    "return_handover": ReturnHandover("It is yours."),
}
MOMENTS = {
    "requested": requested,
    "asked": requested.given(told.asked),
    "accepted": accepted,
    "asked again": accepted.given(told.asked),
    "closed": closed,
    "rejected": requested.given(told.rejected),
    "sent": sent,
    "received": received.given(told.asked),
}


@pytest.mark.parametrize("by", [sam, pat, bob, ada, globex], ids=["sam", "pat", "bob", "ada", "globex"])
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_what_is_offered_is_what_is_taken(moment: Scenario, by: Context) -> None:
    taken = [name for name, command in COMMANDS.items() if moment.by(by).when(command).events]
    assert may(moment.state, by) == taken
