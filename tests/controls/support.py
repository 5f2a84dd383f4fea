"""Named examples of what support tells of tickets and clocks: Ada's database restores no snapshot since 2.1."""

from datetime import UTC, datetime, timedelta

from services.support.events import (
    AdvisoryLinked,
    Attached,
    BreachAnnotated,
    ClockSet,
    Entitlement,
    Escalated,
    OwnerChanged,
    PriorityChanged,
    SlaBreached,
    SlaWarned,
    Terms,
    TicketAssigned,
    TicketClosed,
    TicketMerged,
    TicketNoted,
    TicketOpened,
    TicketRated,
    TicketReopened,
    TicketReplied,
    TicketResolved,
    WaitingChanged,
)

ADA = "0198a000-0000-7000-8000-00000000000a"  # the customer
SAM = "0198a000-0000-7000-8000-000000000051"  # of the store's desk
SUE = "0198a000-0000-7000-8000-000000000052"  # of the store's desk too
PAT = "0198a000-0000-7000-8000-0000000000aa"  # of Acme's desk
DATABASE = "0198a000-0000-7000-8000-0000000000db"
TICKET = "0198a000-0000-7000-8000-00000000007c"
OTHER_TICKET = "0198a000-0000-7000-8000-00000000008c"
HANDOVER = "0198a000-0000-7000-8000-0000000000a4"
REPLY = "0198a000-0000-7000-8000-00000000006d"
ANSWER = "0198a000-0000-7000-8000-00000000006e"
NOTE = "0198a000-0000-7000-8000-00000000006f"
BREACH = "0198a000-0000-7000-8000-0000000000b7"
DIGEST = "sha256:" + "21" * 32
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday

store_terms = (Terms(1, 60, 240), Terms(2, 120, 480), Terms(3, 480, 1440), Terms(4, 960, 2880))
acme_terms = (Terms(1, 30, 120), Terms(2, 60, 240), Terms(3, 240, 960), Terms(4, 480, 1920))
log_file = Attached("0198a000-0000-7000-8000-0000000000f1", "text/plain", 2048, "sha256:" + "f1" * 32)
subscribed = Entitlement("team", "acme/db-team", datetime(2026, 4, 1, tzinfo=UTC), "subscription")
opened = TicketOpened(
    ticket=TICKET,
    subject=ADA,
    holder=ADA,
    product=DATABASE,
    publisher="acme",
    plan="team",
    tag="2.1",
    digest=DIGEST,
    priority=2,
    summary="A snapshot is not restored",
    description="Since 2.1, restoring a snapshot ends with `checksum mismatch`.",
    attachments=(log_file,),
    entitlement=subscribed,
    terms=store_terms,
    owner="store",
    channel="page",
    at=AT,
)
clock_set = ClockSet(
    ticket=TICKET,
    what="first_response",
    desk="store",
    calendar=0,
    started=AT,
    minutes=120,
    warned=AT + timedelta(minutes=90),
    due=AT + timedelta(minutes=120),
    at=AT,
)
assigned = TicketAssigned(TICKET, "store", SAM, AT + timedelta(minutes=10))
replied = TicketReplied(
    ticket=TICKET,
    subject=ADA,
    message=REPLY,
    side="store",
    by=SAM,
    text="Which version wrote the snapshot?",
    attachments=(),
    waits=True,
    advised=False,
    channel="page",
    mail="",
    at=AT + timedelta(minutes=30),
)
answered = TicketReplied(
    ticket=TICKET,
    subject=ADA,
    message=ANSWER,
    side="customer",
    by=ADA,
    text="It was 2.0.3.",
    attachments=(log_file,),
    waits=False,
    advised=False,
    channel="mail",
    mail="<answer.1@example.com>",
    at=AT + timedelta(minutes=60),
)
noted = TicketNoted(
    ticket=TICKET,
    subject=ADA,
    note=NOTE,
    desk="store",
    by=SAM,
    text="The same as last week's at Globex.",
    attachments=(),
    at=AT + timedelta(minutes=70),
)
raised = PriorityChanged(TICKET, 1, SAM, AT + timedelta(minutes=75))
handed_over = OwnerChanged(TICKET, "acme", "store", HANDOVER, acme_terms, AT + timedelta(minutes=80))
publisher_awaited = WaitingChanged(TICKET, "acme", AT + timedelta(minutes=80))
merged = TicketMerged(TICKET, OTHER_TICKET, SAM, AT + timedelta(minutes=85))
linked = AdvisoryLinked(TICKET, "CVE-2026-1234", SAM, AT + timedelta(minutes=90))
resolved = TicketResolved(TICKET, SAM, AT + timedelta(days=14, hours=2), AT + timedelta(hours=2))
reopened = TicketReopened(TICKET, ADA, AT + timedelta(days=1))
closed = TicketClosed(TICKET, "policy:support.after-ticket-resolved", AT + timedelta(days=14, hours=2))
rated = TicketRated(TICKET, 5, ADA, AT + timedelta(hours=3))
warned = SlaWarned(TICKET, "first_response", "store", AT + timedelta(minutes=120), AT + timedelta(minutes=90))
breached = SlaBreached(
    ticket=TICKET,
    breach=BREACH,
    what="first_response",
    desk="store",
    publisher="acme",
    priority=2,
    due=AT + timedelta(minutes=120),
    next=AT + timedelta(minutes=180),
    at=AT + timedelta(minutes=120),
)
escalated = Escalated(TICKET, BREACH, 1, "Lead", "store", AT + timedelta(minutes=180), AT + timedelta(minutes=120))
annotated = BreachAnnotated(
    ticket=TICKET,
    subject=ADA,
    breach=BREACH,
    text="The desk was closed: a fire drill.",
    by=SUE,
    at=AT + timedelta(hours=4),
)

EVERY_EVENT = (
    opened,
    assigned,
    replied,
    noted,
    raised,
    handed_over,
    publisher_awaited,
    merged,
    linked,
    resolved,
    reopened,
    closed,
    rated,
    clock_set,
    warned,
    breached,
    escalated,
    annotated,
)
