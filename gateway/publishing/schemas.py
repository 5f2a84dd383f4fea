"""What is sent and answered about products and their plans."""

from typing import Any

from marshmallow import fields, pre_load, validate

from gateway.http import Schema
from gateway.publishing.lengths import FEW, LONGEST, TEXT
from gateway.publishing.plans_schemas import Plan
from vocabulary.unpublished import UNPUBLISHED

PICTURE = validate.Length(max=3_000_000)
LARGE_PICTURE = validate.Length(max=4_500_000)
SLUG = {"description": "as it stands in addresses: small letters, digits, hyphens between; never changed"}
ADDRESS = {"description": "address of the picture; empty: none"}


def picture(longest: validate.Length = PICTURE, **more: Any) -> fields.String:
    told = {"description": "a picture (PNG, JPEG, WebP, GIF) in base64"}
    return fields.String(validate=longest, metadata=told, **more)


class Reason(Schema):
    field = fields.String(load_default="", validate=LONGEST)
    text = fields.String(required=True, validate=validate.Length(max=5000))


class Reasons(Schema):
    reasons = fields.List(fields.Nested(Reason), required=True, validate=FEW)

    @pre_load
    def plain_words(self, sent: Any, **rest: Any) -> Any:
        """A reason may be a text alone."""
        if not isinstance(sent, dict) or not isinstance(sent.get("reasons"), list):
            return sent
        return sent | {"reasons": [{"text": one} if isinstance(one, str) else one for one in sent["reasons"]]}


class Publication(Schema):
    at = fields.AwareDateTime(
        format="iso", load_default=None, allow_none=True, metadata={"description": "now, where it is left out or past"}
    )


class Hold(Schema):
    reason = fields.String(required=True, validate=validate.Length(max=5000))


class Link(Schema):
    what = fields.String(
        required=True,
        validate=LONGEST,
        metadata={"description": "website, documentation, source, support or licence"},
    )
    url = fields.String(required=True, validate=validate.Length(max=2000))


class Listing(Schema):
    name = fields.String(validate=LONGEST)
    short_description = fields.String(validate=LONGEST)
    description = fields.String(validate=TEXT, metadata={"description": "Markdown"})
    categories = fields.List(
        fields.String(validate=LONGEST),
        validate=FEW,
        metadata={"description": "slugs of /api/v1/categories; at most 5"},
    )
    tags = fields.List(fields.String(validate=LONGEST), validate=FEW)
    links = fields.List(fields.Nested(Link), validate=FEW)
    logo = picture()
    licence = fields.String(validate=LONGEST)
    install = fields.String(validate=TEXT, metadata={"description": "Markdown: how it is installed"})


class ListingChanges(Listing):
    screenshots = fields.List(
        fields.String(validate=LONGEST),
        validate=FEW,
        metadata={"description": "addresses of those that are there, in another order or fewer of them"},
    )


class Screenshot(Schema):
    picture = picture(LARGE_PICTURE, required=True)


class Draft(Listing):
    publisher = fields.String(required=True, validate=LONGEST)
    slug = fields.String(required=True, validate=LONGEST, metadata=SLUG)
    kind = fields.String(
        load_default="container",
        validate=LONGEST,
        metadata={"description": "container, plugin, compose or service; container where it is left out"},
    )


class Drafted(Schema):
    id = fields.String(required=True)
    slug = fields.String(required=True, metadata={"description": "publisher/product"})


class OfProduct(Schema):
    slug = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "as in the ETag"})


class ScreenshotAdded(OfProduct):
    screenshot = fields.String(required=True, metadata=ADDRESS)


class Transfer(Schema):
    to = fields.String(required=True, validate=LONGEST, metadata={"description": "slug of the other publisher"})


class Problem(Schema):
    code = fields.String(required=True)
    field = fields.String(required=True)
    text = fields.String(required=True)
    blocks = fields.Boolean(required=True, metadata={"description": "false: advice only"})
    plan = fields.String(metadata={"description": "The plan that it is about; empty if none is"})


class Written(ListingChanges):
    logo = fields.String(metadata=ADDRESS)


class CertifiedVersion(Schema):
    """The newest version with a certificate."""

    plan = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    until = fields.String(required=True, metadata={"description": "the certificate's last day"})


class MissedFix(Schema):
    advisory = fields.String(required=True)
    severity = fields.String(required=True)


class TurnedDown(Schema):
    """An edit of an approved product that a reviewer did not let stand, and how the listing read with it."""

    reasons = fields.List(fields.Nested(Reason), required=True)
    listing = fields.Nested(Written, required=True)


class Unpublished(Schema):
    """It was to go on the shelves at this time, and could not."""

    at = fields.String(required=True, allow_none=True)
    code = fields.String(required=True, metadata={"description": "one of: " + ", ".join(UNPUBLISHED)})
    reason = fields.String(required=True, metadata={"description": "the code in words"})
    about = fields.String(required=True, metadata={"description": "the plan that it is for; empty if none is"})


class Product(Schema):
    id = fields.String(required=True)
    slug = fields.String(required=True)
    publisher = fields.String(required=True)
    kind = fields.String(required=True)
    external = fields.Boolean(required=True)
    state = fields.String(required=True)
    hold_reason = fields.String(required=True)
    certified = fields.Nested(CertifiedVersion, required=True, allow_none=True)
    grade = fields.String(required=True, metadata={"description": "A to F; empty: not graded"})
    missed = fields.List(
        fields.Nested(MissedFix), required=True, metadata={"description": "holes for which it is on hold"}
    )
    listing = fields.Nested(Written, required=True)
    plans = fields.List(fields.Nested(Plan), required=True)
    reasons = fields.List(fields.Nested(Reason), required=True)
    problems = fields.List(
        fields.Nested(Problem), required=True, metadata={"description": "what a reviewer would say of it now"}
    )
    scheduled = fields.String(
        required=True, allow_none=True, metadata={"description": "when it goes on the shelves by itself"}
    )
    unpublished = fields.Nested(Unpublished, required=True, allow_none=True)
    featured = fields.Boolean(required=True)
    offered_to = fields.String(required=True, metadata={"description": "the publisher that may take it over"})
    edited = fields.Boolean(
        required=True, metadata={"description": "since it was approved, and a reviewer has not read it yet"}
    )
    turned_down = fields.Nested(TurnedDown, required=True, allow_none=True)
    version = fields.Integer(required=True)


class Change(Schema):
    field = fields.String(required=True, metadata={"description": "of the listing, or plans.<plan>.<field>"})
    before = fields.Raw(required=True, allow_none=True)
    now = fields.Raw(required=True, allow_none=True)


class Review(Schema):
    now = fields.Nested(Product, required=True)
    before = fields.Nested(Product, required=True, allow_none=True)
    changes = fields.List(fields.Nested(Change), required=True)
