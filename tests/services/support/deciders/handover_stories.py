"""Stories of handovers: what came before, and who asks."""

from dataclasses import replace
from datetime import UTC, datetime

from eventlog.testing import Scenario, acting
from services.support.deciders.handover import TSANET, RequestHandover, handover
from tests.controls import support_handovers as told
from tests.controls.support import ADA, HANDOVER, PAT, SAM, TICKET

NOW = datetime(2026, 3, 2, 13, tzinfo=UTC)
sam = acting(SAM, "support")
pat = acting(PAT, "acme:support")
bob = acting("0198a000-0000-7000-8000-00000000000b", "globex:owner")
ada = acting(ADA)
globex = acting(TSANET)  # a partner: what TSANet told of it
policy = acting("policy:support")

ASK = RequestHandover(
    handover=HANDOVER,
    ticket=TICKET,
    subject=ADA,
    sender="store",
    receiver="acme",
    by="direct",
    answers={"system": "Linux", "steps": "Restore any snapshot of 2.0."},
    questions=told.form,
    note="Her shop is down while this lasts.",
    due=told.requested.due,
)
TO_PARTNER = replace(ASK, receiver=told.GLOBEX, by="tsanet", partner="document-7")
ours = replace(told.requested, receiver=told.GLOBEX, by="tsanet", partner="document-7")
theirs = replace(ours, sender=told.GLOBEX, receiver="store", asked_by=TSANET, partner=told.TOKEN)

story = Scenario(handover, sam).on(NOW)
requested = story.given(told.requested).by(pat)
accepted = requested.given(told.accepted)
closed = accepted.given(told.closed)
sent = story.given(ours, told.delivered).by(globex)
received = story.given(theirs).by(sam)
