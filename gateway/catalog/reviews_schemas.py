"""How reviews are sent and told."""

from marshmallow import fields, validate

from gateway.catalog.schemas import RatingSchema
from gateway.http import Schema

TITLE, TEXT, REASON = 120, 5_000, 500  # characters; the catalogue says so too


class ReviewsArguments(Schema):
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    after = fields.String(load_default="", validate=validate.Length(max=200))


class Posted(Schema):
    stars = fields.Integer(required=True, strict=True, validate=validate.Range(1, 5))
    title = fields.String(load_default="", validate=validate.Length(max=TITLE))
    text = fields.String(load_default="", validate=validate.Length(max=TEXT))


class Edited(Schema):
    """What is not named stays as it is."""

    stars = fields.Integer(strict=True, validate=validate.Range(1, 5))
    title = fields.String(validate=validate.Length(max=TITLE))
    text = fields.String(validate=validate.Length(max=TEXT))


class Answer(Schema):
    text = fields.String(required=True, validate=validate.Length(1, TEXT))


class Reason(Schema):
    reason = fields.String(required=True, validate=validate.Length(1, REASON))


class OfReview(Schema):
    id = fields.String(required=True)


class AnswerSchema(Schema):
    text = fields.String(required=True)
    at = fields.String(required=True)


class ReviewSchema(Schema):
    id = fields.String(required=True)
    author = fields.String(required=True)
    mine = fields.Boolean(required=True, metadata={"description": "written by who asks"})
    stars = fields.Integer(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    answer = fields.Nested(AnswerSchema, required=True, allow_none=True, metadata={"description": "of its publisher"})
    at = fields.String(required=True)
    edited = fields.String(required=True, allow_none=True)


class ReviewsSchema(Schema):
    items = fields.List(fields.Nested(ReviewSchema), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)
    rating = fields.Nested(RatingSchema, required=True, allow_none=True)


class ReportSchema(Schema):
    by = fields.String(required=True)
    reason = fields.String(required=True)
    at = fields.String(required=True)


class ReportedSchema(ReviewSchema):
    product = fields.String(required=True, allow_none=True, metadata={"description": "publisher/product"})
    reports = fields.List(fields.Nested(ReportSchema), required=True)


class ReportedPage(Schema):
    items = fields.List(fields.Nested(ReportedSchema), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)
