"""What the catalogue tells of edits that a reviewer reads once they are in force."""

from dataclasses import dataclass

from marshmallow import fields

from eventlog.schema import EventSchema, Records
from services.catalog.events.reasons import Reason, ReasonSchema


@dataclass(frozen=True)
class EditSubmitted:
    """What was edited on an approved product is in force, and waits for a reviewer."""

    product: str


class EditSubmittedSchema(EventSchema):
    event, stored_as = EditSubmitted, "catalog.edit-submitted"

    product = fields.String(required=True)


@dataclass(frozen=True)
class EditApproved:
    """The product as it now reads is what the next edit is held against."""

    product: str


class EditApprovedSchema(EventSchema):
    event, stored_as = EditApproved, "catalog.edit-approved"

    product = fields.String(required=True)


@dataclass(frozen=True)
class EditRejected:
    """The listing is edited back to what was approved last, where something was; plans stay as they are."""

    product: str
    reasons: tuple[Reason, ...]


class EditRejectedSchema(EventSchema):
    event, stored_as = EditRejected, "catalog.edit-rejected"

    product = fields.String(required=True)
    reasons = Records(Reason, ReasonSchema, required=True)
