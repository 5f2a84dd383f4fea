"""What identity tells of an organisation's own catalogue: what its owners chose of the store for its members."""

from dataclasses import dataclass

from marshmallow import fields

from eventlog.schema import EventSchema


@dataclass(frozen=True)
class CatalogueEntryAdded:
    organization: str
    kind: str  # product | publisher: all that one has, now and later
    subject: str  # a product's id, or a publisher's slug


class CatalogueEntryAddedSchema(EventSchema):
    event, stored_as = CatalogueEntryAdded, "identity.catalogue-entry-added"

    organization = fields.String(required=True)
    kind = fields.String(required=True)
    subject = fields.String(required=True)


@dataclass(frozen=True)
class CatalogueEntryRemoved:
    organization: str
    kind: str
    subject: str


class CatalogueEntryRemovedSchema(EventSchema):
    event, stored_as = CatalogueEntryRemoved, "identity.catalogue-entry-removed"

    organization = fields.String(required=True)
    kind = fields.String(required=True)
    subject = fields.String(required=True)
