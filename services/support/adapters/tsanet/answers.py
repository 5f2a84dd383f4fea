"""What is read of TSANet's answers: each name as TSANet has it; the rest of an answer is left alone."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from eventlog.refusal import Unavailable


class Answer(Schema):
    """Its names are TSANet's, which writes them in camel case."""

    class Meta:
        unknown = EXCLUDE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        field_obj.data_key = camel(field_name)


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(each.capitalize() for each in others)


class Text(fields.String):
    """Half of a surrogate pair, which JSON can escape, is no text and could not be kept: it becomes U+FFFD."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        told = super()._deserialize(value, attr, data, **kwargs)
        return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def text() -> Text:
    return Text(load_default=None, allow_none=True)


class Token(Answer):
    access_token = fields.String(required=True)
    expires_in = fields.Integer(load_default=3600, allow_none=True)


class Granted(Schema):
    """Of a token endpoint (RFC 6749, section 5.1)."""

    class Meta:
        unknown = EXCLUDE

    access_token = fields.String(required=True)
    expires_in = fields.Integer(load_default=3600, allow_none=True)


class Company(Answer):
    id = fields.Integer(required=True)
    name = text()
    domain = text()


class User(Answer):
    username = text()
    email = text()


class Me(Answer):
    company = fields.Nested(Company, required=True)
    user = fields.Nested(User, load_default=dict)


class Partner(Answer):
    company_name = Text(required=True)
    department_name = text()
    company_id = fields.Integer(required=True)
    department_id = fields.Integer(load_default=None, allow_none=True)


class Selection(Answer):
    value = text()


class Field(Answer):
    field_id = fields.Integer(required=True)
    section = text()
    label = text()
    type = text()
    display_order = fields.Integer(load_default=0, allow_none=True)
    required = fields.Boolean(load_default=False, allow_none=True)
    options = text()
    selections = fields.List(fields.Nested(Selection), load_default=list, allow_none=True)


class Form(Answer):
    document_id = fields.Integer(required=True)
    custom_fields = fields.List(fields.Dict(), load_default=list, allow_none=True)


class Response(Answer):
    id = fields.Integer(required=True)
    type = Text(required=True)
    case_number = text()
    engineer_name = text()
    engineer_phone = text()
    engineer_email = text()
    next_steps = text()
    created_at = text()


class Note(Answer):
    id = fields.Integer(required=True)
    company_name = text()
    creator_email = text()
    creator_name = text()
    summary = text()
    description = text()
    created_at = text()


class Listed(Answer):
    """Of a list of cases; whether the rest of one can be read is for whoever reads it."""

    token = Text(required=True)


class Case(Answer):
    id = fields.Integer(required=True)
    token = Text(required=True)
    status = Text(required=True)
    submit_company_id = fields.Integer(required=True)
    submit_company_name = text()
    submitter_case_number = text()
    receive_company_id = fields.Integer(required=True)
    receive_company_name = text()
    receiver_case_number = text()
    summary = text()
    description = text()
    priority = text()
    respond_by = text()
    updated_at = text()
    case_responses = fields.List(fields.Nested(Response), load_default=list, allow_none=True)
    case_notes = fields.List(fields.Nested(Note), load_default=list, allow_none=True)


class Page(Answer):
    content = fields.List(fields.Nested(Case), required=True)


class Subscription(Answer):
    id = fields.Integer(required=True)
    callback_url = Text(required=True)
    active = fields.Boolean(load_default=True, allow_none=True)


class Subscribed(Answer):
    id = fields.Integer(required=True)
    secret = Text(required=True)


def one(schema: type[Schema], given: Any) -> dict[str, Any]:
    return dict(_read(schema(), given))


def several(schema: type[Answer], given: Any) -> list[dict[str, Any]]:
    return list(_read(schema(many=True), given))


def _read(schema: Schema, given: Any) -> Any:
    """Raises Unavailable where what is needed is not there: another version of TSANet, or none at all."""
    try:
        return schema.load(given)
    except ValidationError as wrong:
        raise Unavailable("tsanet-unreadable", str(wrong.messages)[:300]) from wrong
