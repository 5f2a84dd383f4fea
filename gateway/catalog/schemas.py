"""How the finding API writes products, versions, facets and suggestions."""

from typing import Any

from marshmallow import fields, validate

from gateway.http import Schema
from services.search.index.shapes import MOST_ITEMS, SORTS

LONGEST_QUESTION = 200
MOST_CHOSEN = 20
TYPES = ("official", "verified", "community")
PRICES = ("free", "paid", "trial")
KINDS = ("container", "plugin", "compose", "service")


def _choice(*values: str) -> fields.List[Any]:
    one = fields.String(validate=validate.OneOf(values) if values else validate.Length(1, LONGEST_QUESTION))
    return fields.List(one, load_default=list, validate=validate.Length(max=MOST_CHOSEN))


class SearchArguments(Schema):
    q = fields.String(load_default="", validate=validate.Length(max=LONGEST_QUESTION))
    category = _choice()
    type = _choice(*TYPES)
    certified = fields.Boolean(load_default=None)
    price = _choice(*PRICES)
    platform = _choice()
    kind = _choice(*KINDS)
    publisher = _choice()
    grade = _choice(*"ABCDEF")
    deprecated = fields.Boolean(
        load_default=False,
        metadata={"description": "true: also what is deprecated and not named by the question"},
    )
    catalogue = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={"description": "an organisation of yours: only what is in its catalogue"},
    )
    sort = fields.String(load_default="relevance", validate=validate.OneOf(SORTS))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, MOST_ITEMS))
    after = fields.String(load_default="", validate=validate.Length(max=500))


class SuggestionArguments(Schema):
    q = fields.String(load_default="", validate=validate.Length(max=LONGEST_QUESTION))


class VersionsArguments(Schema):
    plan = fields.String(load_default=None, validate=validate.Length(1, 100))
    platform = fields.String(load_default=None, validate=validate.Length(1, 100))


class PublisherSchema(Schema):
    slug = fields.String(required=True)
    name = fields.String(required=True)


class MoneySchema(Schema):
    amount = fields.Integer(required=True, metadata={"description": "in minor units"})
    currency = fields.String(required=True)


class RatingSchema(Schema):
    mean = fields.Float(required=True, metadata={"description": "1 to 5"})
    count = fields.Integer(required=True)


AGED = {"description": "true: by its publisher's word, or since every image of it that can be had is"}


class ItemSchema(Schema):
    slug = fields.String(required=True, metadata={"description": "publisher/product"})
    name = fields.String(required=True)
    publisher = fields.Nested(PublisherSchema, required=True)
    short_description = fields.String(required=True)
    type = fields.String(required=True, validate=validate.OneOf(TYPES))
    certified = fields.Boolean(required=True)
    grade = fields.String(required=True, allow_none=True, metadata={"description": "A to F; null: not graded"})
    kind = fields.String(required=True)
    categories = fields.List(fields.String(), required=True)
    price_from = fields.Nested(
        MoneySchema,
        required=True,
        allow_none=True,
        metadata={"description": "the least that a plan asks for; null: nothing, or by use or order alone"},
    )
    prices = fields.List(
        fields.String(validate=validate.OneOf(PRICES)),
        required=True,
        metadata={"description": "which kinds of plans it has: free, paid, and with a trial"},
    )
    rating = fields.Nested(
        RatingSchema, required=True, allow_none=True, metadata={"description": "null: nobody rated it"}
    )
    pulls = fields.Integer(required=True, metadata={"description": "from this store's registry"})
    updated = fields.String(required=True)
    logo = fields.String(required=True, allow_none=True)
    held = fields.Boolean(required=True)
    deprecated = fields.Boolean(required=True, metadata=AGED)
    highlights = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class FacetValueSchema(Schema):
    value = fields.String(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True)


class ResultSchema(Schema):
    items = fields.List(fields.Nested(ItemSchema), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)
    facets = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(FacetValueSchema)), required=True)
    did_you_mean = fields.String(required=True, allow_none=True)


class SuggestionSchema(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(("product", "publisher", "category")))
    slug = fields.String(required=True)
    name = fields.String(required=True)
    publisher = fields.String(required=True, metadata={"description": "a product's publisher, by name"})
    deprecated = fields.Boolean(required=True, metadata={"description": "a product that is, as search has it"})


class SuggestionsSchema(Schema):
    items = fields.List(fields.Nested(SuggestionSchema), required=True)


class CategorySchema(Schema):
    slug = fields.String(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True)


class CategoriesSchema(Schema):
    items = fields.List(fields.Nested(CategorySchema), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class TermsSchema(Schema):
    version = fields.String(required=True)
    url = fields.String(required=True)


class TierSchema(Schema):
    up_to = fields.Integer(required=True, allow_none=True, metadata={"description": "null: without end"})
    unit_amount = fields.String(required=True, metadata={"description": "decimal, in minor units"})


class ComponentSchema(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True)
    tiers = fields.List(fields.Nested(TierSchema), required=True)


class PlanSchema(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    access = fields.String(required=True)
    channel = fields.String(required=True)
    price = fields.Nested(
        MoneySchema, required=True, allow_none=True, metadata={"description": "null: free, or by order"}
    )
    other_prices = fields.List(
        fields.Nested(MoneySchema), required=True, metadata={"description": "in other currencies"}
    )
    interval = fields.String(required=True, allow_none=True, metadata={"description": "month, year or 30_days"})
    trial_days = fields.Integer(required=True)
    trial_needs_card = fields.Boolean(required=True)
    by_order = fields.Boolean(required=True, metadata={"description": "had by an order or offer of its publisher"})
    components = fields.List(
        fields.Nested(ComponentSchema), required=True, metadata={"description": "what is charged by use"}
    )
    repository = fields.String(required=True)
    terms = fields.Nested(TermsSchema, required=True, allow_none=True)
    pull_command = fields.String(required=True, allow_none=True)


class LinkSchema(Schema):
    what = fields.String(required=True)
    url = fields.String(required=True)


class TermSchema(Schema):
    since = fields.String(required=True)
    until = fields.String(required=True, metadata={"description": "the last day"})


class CertificateSchema(TermSchema):
    plan = fields.String(required=True)
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    platforms = fields.List(fields.String(), required=True)


class FindingsSchema(Schema):
    """Known holes by severity, as many as the platform has that has most of it."""

    critical = fields.Integer(required=True)
    high = fields.Integer(required=True)
    medium = fields.Integer(required=True)
    low = fields.Integer(required=True)
    unrated = fields.Integer(required=True)


class ProductSchema(Schema):
    id = fields.String(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    publisher = fields.Nested(PublisherSchema, required=True)
    kind = fields.String(required=True)
    type = fields.String(required=True)
    external = fields.Boolean(required=True)
    state = fields.String(required=True)
    hold_reason = fields.String(required=True, allow_none=True)
    deprecated = fields.Boolean(required=True, metadata=AGED)
    short_description = fields.String(required=True)
    description = fields.String(required=True, metadata={"description": "Markdown"})
    categories = fields.List(fields.String(), required=True)
    tags = fields.List(fields.String(), required=True)
    links = fields.List(fields.Nested(LinkSchema), required=True)
    logo = fields.String(required=True, allow_none=True)
    licence = fields.String(required=True, allow_none=True)
    screenshots = fields.List(fields.String(), required=True, metadata={"description": "addresses of pictures"})
    install = fields.String(required=True, metadata={"description": "Markdown: how it is installed"})
    featured = fields.Boolean(required=True)
    updated = fields.String(required=True)
    certified = fields.Nested(
        CertificateSchema, required=True, allow_none=True, metadata={"description": "null: no image of it is"}
    )
    grade = fields.String(required=True, allow_none=True, metadata={"description": "A to F; null: not graded"})
    findings = fields.Nested(
        FindingsSchema, required=True, allow_none=True, metadata={"description": "null: not known, or not shown"}
    )
    rating = fields.Nested(RatingSchema, required=True, allow_none=True)
    pulls = fields.Integer(required=True)
    plans = fields.List(fields.Nested(PlanSchema), required=True)
    pull_command = fields.String(required=True, allow_none=True)


class VersionPlatformSchema(Schema):
    digest = fields.String(required=True, allow_none=True)
    grade = fields.String(required=True, allow_none=True)
    os = fields.String(required=True)
    architecture = fields.String(required=True)
    variant = fields.String(required=True, allow_none=True)
    size = fields.Integer(required=True, allow_none=True, metadata={"description": "bytes as pulled"})


class YankedSchema(Schema):
    at = fields.String(required=True)
    reason = fields.String(required=True)
    security = fields.Boolean(required=True, metadata={"description": "its digest cannot be pulled either"})


class DeprecatedSchema(Schema):
    until = fields.String(required=True, allow_none=True, metadata={"description": "the last day of support"})
    successor = fields.String(required=True, allow_none=True, metadata={"description": "another tag to use instead"})
    reason = fields.String(required=True)


class VersionSchema(Schema):
    plan = fields.String(required=True)
    tag = fields.String(required=True)
    tags = fields.List(fields.String(), required=True, metadata={"description": "all with this digest"})
    digest = fields.String(required=True, allow_none=True, metadata={"description": "null: in another registry"})
    platforms = fields.List(fields.Nested(VersionPlatformSchema), required=True)
    created = fields.String(required=True, allow_none=True)
    base = fields.String(required=True, allow_none=True)
    certified = fields.Nested(
        TermSchema, required=True, allow_none=True, metadata={"description": "null: it carries no certificate now"}
    )
    grade = fields.String(required=True, allow_none=True, metadata={"description": "of its worst platform"})
    next_drop = fields.String(
        required=True, allow_none=True, metadata={"description": "the day on which a platform's grade falls"}
    )
    findings = fields.Nested(
        FindingsSchema, required=True, allow_none=True, metadata={"description": "null: not known, or not shown"}
    )
    released = fields.String(required=True, allow_none=True)
    yanked = fields.Nested(
        YankedSchema, required=True, allow_none=True, metadata={"description": "its tags lead nowhere any more"}
    )
    deprecated = fields.Nested(DeprecatedSchema, required=True, allow_none=True)
    notes = fields.String(required=True)


class VersionsSchema(Schema):
    items = fields.List(fields.Nested(VersionSchema), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)
