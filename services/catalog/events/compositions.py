"""What the catalogue tells of compose files: how several images of a product are started together."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Records


@dataclass(frozen=True)
class ComposedImage:
    """An image that the file names; `place` is own (of its plan's repository) | store | elsewhere."""

    name: str  # whole: docker.io/library/redis
    tag: str  # empty: it is named by its digest alone
    digest: str  # empty: it is named by its tag alone
    place: str
    repository: str  # publisher/repository in this store; empty where it lies elsewhere


class ComposedImageSchema(Schema):
    name = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    place = fields.String(required=True)
    repository = fields.String(required=True)


@dataclass(frozen=True)
class Remark:
    """What a reader of the file is told before it is started: the place in it, what about it, what to do; English."""

    check: str
    where: str
    what: str
    do: str


class RemarkSchema(Schema):
    check = fields.String(required=True)
    where = fields.String(required=True)
    what = fields.String(required=True)
    do = fields.String(required=True)


@dataclass(frozen=True)
class ComposeFileReleased:
    """Whoever may pull from the plan's repository gets this file; a version's text never changes."""

    product: str
    plan: str
    repository: str
    version: str
    digest: str  # sha256:… of the text
    text: str  # YAML
    images: tuple[ComposedImage, ...]
    remarks: tuple[Remark, ...]
    notes: str  # Markdown
    at: datetime


class ComposeFileReleasedSchema(EventSchema):
    event, stored_as = ComposeFileReleased, "catalog.compose-file-released"

    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    version = fields.String(required=True)
    digest = fields.String(required=True)
    text = fields.String(required=True)
    images = Records(ComposedImage, ComposedImageSchema, required=True)
    remarks = Records(Remark, RemarkSchema, required=True)
    notes = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class ComposeFileWithdrawn:
    """Nobody gets it any more; its images are not touched."""

    product: str
    plan: str
    repository: str
    version: str
    digest: str
    reason: str


class ComposeFileWithdrawnSchema(EventSchema):
    event, stored_as = ComposeFileWithdrawn, "catalog.compose-file-withdrawn"

    product = fields.String(required=True)
    plan = fields.String(required=True)
    repository = fields.String(required=True)
    version = fields.String(required=True)
    digest = fields.String(required=True)
    reason = fields.String(required=True)
