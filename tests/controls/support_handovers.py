"""Named examples of what support tells of handovers: Ada's ticket goes from the store's desk to Acme's and back."""

from datetime import timedelta

from services.support.events import (
    HandoverAccepted,
    HandoverClosed,
    HandoverDelivered,
    HandoverRefused,
    HandoverRejected,
    HandoverRequested,
    HandoverReturned,
    InformationGiven,
    InformationRequested,
    NoteExchanged,
    PartnerNotErased,
    Question,
)
from tests.controls.support import ADA, AT, HANDOVER, PAT, SAM, TICKET, log_file

GLOBEX = "partner:Globex"  # reached by TSANet
TOKEN = "7e1c4a52-5f0e-5b0e-9c55-0b7f6a1d2e90"
ASKED = "0198a000-0000-7000-8000-0000000000e1"
GIVEN = "0198a000-0000-7000-8000-0000000000e2"
NOTE = "0198a000-0000-7000-8000-0000000000e3"

form = (
    Question("system", "Operating system", "choice", True, ("Linux", "Windows")),
    Question("steps", "What to do to see it", "lines", True, ()),
    Question("contract", "Contract number", "text", False, ()),
)
requested = HandoverRequested(
    handover=HANDOVER,
    ticket=TICKET,
    subject=ADA,
    sender="store",
    receiver="acme",
    by="direct",
    asked_by=SAM,
    answers='{"system": "Linux", "steps": "Restore any snapshot of 2.0."}',
    note="Her shop is down while this lasts.",
    due=AT + timedelta(hours=4),
    partner="",
    at=AT + timedelta(minutes=70),
)
delivered = HandoverDelivered(HANDOVER, TOKEN, "2104", AT + timedelta(hours=5), AT + timedelta(minutes=71))
refused = HandoverRefused(HANDOVER, TICKET, "Duplicate case number", AT + timedelta(minutes=71))
accepted = HandoverAccepted(
    handover=HANDOVER,
    ticket=TICKET,
    subject=ADA,
    receiver="acme",
    case_number="ACME-17",
    engineer="Pat, pat@acme.example",
    next_steps="We restore your snapshot here.",
    by=PAT,
    at=AT + timedelta(minutes=80),
)
rejected = HandoverRejected(HANDOVER, TICKET, ADA, "Version 2.1 is not ours.", PAT, AT + timedelta(minutes=80))
asked = InformationRequested(
    handover=HANDOVER,
    ticket=TICKET,
    subject=ADA,
    side="receiver",
    message=ASKED,
    text="Which file system does it lie on?",
    by=PAT,
    at=AT + timedelta(minutes=90),
)
given = InformationGiven(
    handover=HANDOVER,
    ticket=TICKET,
    subject=ADA,
    side="sender",
    message=GIVEN,
    text="On ext4.",
    by=SAM,
    at=AT + timedelta(minutes=95),
)
exchanged = NoteExchanged(
    handover=HANDOVER,
    ticket=TICKET,
    subject=ADA,
    side="receiver",
    message=NOTE,
    text="2.1.1 will mend it.",
    attachments=(log_file,),
    by=PAT,
    at=AT + timedelta(minutes=100),
)
returned = HandoverReturned(
    handover=HANDOVER,
    ticket=TICKET,
    subject=ADA,
    side="receiver",
    reason="It is the store's own volume driver.",
    by=PAT,
    at=AT + timedelta(minutes=110),
)
closed = HandoverClosed(HANDOVER, TICKET, "receiver", PAT, AT + timedelta(minutes=120))
not_erased = PartnerNotErased(HANDOVER, ADA, GLOBEX, "note-5", AT + timedelta(days=30))

EVERY_EVENT = (
    requested,
    delivered,
    refused,
    accepted,
    rejected,
    asked,
    given,
    exchanged,
    returned,
    closed,
    not_erased,
)
