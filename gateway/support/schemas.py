"""What is sent and answered about tickets."""

from marshmallow import fields, validate

from gateway.http import Schema

STATES = ("open", "resolved", "closed", "merged")
WAITING = ("customer", "store", "publisher", "partner", "nobody")
QUEUES = ("mine", "own", "unassigned", "all", "handed")
SHORT = validate.Length(max=200)
TEXT = validate.Length(max=20_000)
FILES = fields.List(
    fields.String(validate=validate.Length(max=64)),
    load_default=list,
    validate=validate.Length(max=10),
    metadata={"description": "ids of files that were sent before"},
)
PRIORITY = validate.Range(min=1, max=4)


class TicketWanted(Schema):
    product = fields.String(
        load_default="", validate=SHORT, metadata={"description": "publisher/product; empty: the store itself"}
    )
    plan = fields.String(load_default="", validate=SHORT)
    version = fields.String(
        load_default="", validate=SHORT, metadata={"description": "that is run: a tag, or a digest"}
    )
    priority = fields.Integer(
        required=True, validate=PRIORITY, metadata={"description": "1 down, 2 degraded, 3 minor, 4 question"}
    )
    summary = fields.String(required=True, validate=SHORT)
    description = fields.String(required=True, validate=TEXT)
    attachments = FILES
    holder = fields.String(
        load_default="", validate=SHORT, metadata={"description": "an organisation; empty: who asks"}
    )
    publisher = fields.String(
        load_default="", validate=SHORT, metadata={"description": "its people hand a ticket of theirs to the store"}
    )


class Message(Schema):
    text = fields.String(load_default="", validate=TEXT)
    attachments = FILES


class ReplyWanted(Message):
    waits = fields.Boolean(
        load_default=False, metadata={"description": "from a desk: the customer is asked, and waited for"}
    )


class Advice(Schema):
    text = fields.String(load_default="", validate=TEXT, metadata={"description": "before the publisher's own words"})


class Assignee(Schema):
    assignee = fields.String(load_default="", validate=SHORT, metadata={"description": "an account; empty: nobody"})


class Priority(Schema):
    priority = fields.Integer(required=True, validate=PRIORITY)


class Into(Schema):
    into = fields.String(required=True, validate=SHORT, metadata={"description": "id or number of another ticket"})


class Advisory(Schema):
    advisory = fields.String(required=True, validate=SHORT, metadata={"description": "such as CVE-2026-1234"})


class Rating(Schema):
    stars = fields.Integer(required=True, validate=validate.Range(min=1, max=5))


class TicketsWanted(Schema):
    queue = fields.String(
        load_default="mine",
        validate=validate.OneOf(QUEUES),
        metadata={
            "description": "mine: for tokens that may buy, the newest first; else a desk's, the nearest deadline first"
        },
    )
    state = fields.String(load_default="", validate=validate.OneOf(["", *STATES]))
    product = fields.String(load_default="", validate=SHORT)
    publisher = fields.String(load_default="", validate=SHORT, metadata={"description": "to its people: their desk"})
    priority = fields.Integer(load_default=0, validate=validate.Range(min=0, max=4))
    assignee = fields.String(load_default="", validate=SHORT)
    waiting_on = fields.String(load_default="", validate=validate.OneOf(["", *WAITING]))
    before = fields.String(load_default="", validate=SHORT, metadata={"description": "`next` of the page before"})
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class Person(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "empty where somebody was erased"})


class Product(Schema):
    id = fields.String(required=True)
    address = fields.String(required=True)
    name = fields.String(required=True)


class Version(Schema):
    tag = fields.String(required=True)
    digest = fields.String(required=True)


class Clock(Schema):
    what = fields.String(required=True, validate=validate.OneOf(["", "first_response", "next_update"]))
    started = fields.String(required=True, allow_none=True)
    warned = fields.String(required=True, allow_none=True)
    due = fields.String(required=True, allow_none=True)
    first_response_due = fields.String(required=True, allow_none=True)
    next_update_due = fields.String(required=True, allow_none=True)
    breached = fields.Boolean(required=True)
    paused = fields.Boolean(required=True)


class Annotation(Schema):
    text = fields.String(required=True)


class Breach(Schema):
    breach = fields.String(required=True)
    what = fields.String(required=True)
    desk = fields.String(required=True)
    priority = fields.Integer(required=True)
    due = fields.String(required=True)
    at = fields.String(required=True)
    annotations = fields.List(fields.Nested(Annotation), required=True)


class Sla(Clock):
    breaches = fields.List(fields.Nested(Breach), required=True, metadata={"description": "told to desks alone"})


class File(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    digest = fields.String(required=True)


class Entry(Schema):
    at = fields.String(required=True)
    kind = fields.String(required=True)
    by = fields.Nested(Person, required=True)
    side = fields.String(required=True, metadata={"description": "customer, partner, or a desk"})
    text = fields.String(required=True, allow_none=True, metadata={"description": "null: erased"})
    told = fields.String(required=True)
    internal = fields.Boolean(required=True)
    attachments = fields.List(fields.Nested(File), required=True)
    handover = fields.String()


class Entitlement(Schema):
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    until = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)


class Handover(Schema):
    id = fields.String(required=True)
    state = fields.String(required=True)
    sender = fields.String(required=True)
    receiver = fields.String(required=True)
    with_ = fields.String(required=True, attribute="with", data_key="with")
    by = fields.String(required=True, validate=validate.OneOf(["direct", "tsanet"]))
    case_number = fields.String(required=True)
    engineer = fields.String(required=True)
    next_steps = fields.String(required=True)
    partner_number = fields.String(required=True)
    due = fields.String(required=True, allow_none=True)
    answers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    note = fields.String(required=True)
    may = fields.List(fields.String(), required=True)


class Customer(Schema):
    holder = fields.String(required=True)
    name = fields.String(required=True)
    plan = fields.String(required=True)
    may_pull = fields.Boolean(required=True)
    why = fields.String(required=True)
    tickets = fields.Integer(required=True)
    open = fields.Integer(required=True)
    closed = fields.Integer(required=True)
    rating = fields.Float(required=True, allow_none=True)


class Image(Schema):
    repository = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    grade = fields.String(required=True, allow_none=True)
    newest = fields.String(required=True)
    newest_grade = fields.String(required=True, allow_none=True)
    findings = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True, allow_none=True)
    certified_until = fields.String(required=True, allow_none=True)


class Alike(Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    summary = fields.String(required=True)
    state = fields.String(required=True)


class Beside(Schema):
    customer = fields.Nested(Customer, required=True)
    image = fields.Nested(Image, required=True, allow_none=True)
    alike = fields.List(fields.Nested(Alike), required=True)


class InList(Schema):
    id = fields.String(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    waiting_on = fields.String(required=True, validate=validate.OneOf(WAITING))
    owner = fields.String(required=True, metadata={"description": "store, a publisher, or partner:COMPANY"})
    priority = fields.Integer(required=True)
    summary = fields.String(required=True, metadata={"description": "empty where it was erased"})
    product = fields.Nested(Product, required=True)
    publisher = fields.String(required=True)
    plan = fields.String(required=True)
    version = fields.Nested(Version, required=True)
    holder = fields.String(required=True)
    opener = fields.Nested(Person, required=True)
    assignee = fields.Nested(Person, required=True, allow_none=True)
    opened = fields.String(required=True)
    rating = fields.Integer(required=True, allow_none=True)


class Listed(InList):
    sla = fields.Nested(Clock, required=True)
    updated = fields.String(required=True)
    product_name = fields.String(required=True)
    customer = fields.String(required=True)
    handover = fields.String(required=True, metadata={"description": "how the one that is open stands"})


class Ticket(InList):
    sla = fields.Nested(Sla, required=True)
    entitlement = fields.Nested(Entitlement, required=True)
    handover = fields.Nested(Handover, required=True, allow_none=True)
    timeline = fields.List(fields.Nested(Entry), required=True)
    advisories = fields.List(fields.String(), required=True)
    merged_into = fields.String(required=True)
    reopened_until = fields.String(required=True, allow_none=True)
    may = fields.List(fields.String(), required=True, metadata={"description": "the commands that the caller may give"})
    look = fields.String(
        required=True,
        metadata={"description": "of support at the customer's pages, as /looks has it; empty: not yours to know"},
    )
    context = fields.Nested(
        Beside, required=True, allow_none=True, metadata={"description": "what desks see beside it; null: a customer"}
    )


class TicketPage(Schema):
    items = fields.List(fields.Nested(Listed), required=True)
    next = fields.String(required=True, allow_none=True)
    open = fields.Integer(required=True)
    late = fields.Integer(required=True)
