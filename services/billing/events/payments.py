"""What billing tells of payment companies: that one of them sent word of something."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import EventSchema


@dataclass(frozen=True)
class NoticeReceived:
    """A payment company says that something about an object is new; what it is, is read there and not believed."""

    processor: str  # stripe
    notice: str  # its id there: evt_…
    type: str  # payment_intent.succeeded …
    object: str  # pi_…, re_…, du_…, acct_…
    created: datetime


class NoticeReceivedSchema(EventSchema):
    event, stored_as = NoticeReceived, "billing.notice-received"

    processor = fields.String(required=True)
    notice = fields.String(required=True)
    type = fields.String(required=True)
    object = fields.String(required=True)
    created = fields.AwareDateTime(required=True)
