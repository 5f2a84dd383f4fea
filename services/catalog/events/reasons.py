"""Why something was turned down, as it stands in events."""

from dataclasses import dataclass

from marshmallow import Schema, fields


@dataclass(frozen=True)
class Reason:
    """Why something was turned down: the field it is about (empty: the whole), and words for its author."""

    field: str
    text: str


class ReasonSchema(Schema):
    field = fields.String(required=True)
    text = fields.String(required=True)
