"""What is sent and answered about organisations, invitations and robots."""

from marshmallow import fields, validate

from gateway.account.schemas import LONGEST, Membership
from gateway.http import Schema

ROLE = {"description": "owner, billing, member, editor, support"}


def listed(of: type[Schema]) -> type[Schema]:
    """A list of these, as every list is written."""
    told = {
        "items": fields.List(fields.Nested(of), required=True),
        "total": fields.Integer(required=True),
        "next": fields.String(required=True, allow_none=True),
    }
    return type(f"{of.__name__}s", (Schema,), {**told, "__module__": of.__module__})


class OrganizationWanted(Schema):
    slug = fields.String(required=True, validate=LONGEST, metadata={"description": "cannot be changed later"})
    name = fields.String(required=True, validate=LONGEST)


class NewName(Schema):
    name = fields.String(required=True, validate=LONGEST)


class OfOrganization(Schema):
    slug = fields.String(required=True)


class Member(Schema):
    account = fields.String(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    role = fields.String(required=True)
    since = fields.String(required=True)


class NewRole(Schema):
    role = fields.String(required=True, validate=LONGEST, metadata=ROLE)


class InvitationWanted(NewRole):
    email = fields.String(required=True, validate=LONGEST)


class InvitationMade(Schema):
    id = fields.String(required=True)
    until = fields.String(required=True)


class Invitation(InvitationMade):
    email = fields.String(required=True)
    role = fields.String(required=True)


class Joined(Schema):
    organization = fields.String(required=True)
    role = fields.String(required=True)


class RobotWanted(Schema):
    name = fields.String(required=True, validate=LONGEST)
    scopes = fields.List(
        fields.String(validate=LONGEST),
        required=True,
        validate=validate.Length(max=100),
        metadata={"description": "of pull, push, publish"},
    )
    products = fields.List(
        fields.String(validate=LONGEST),
        load_default=list,
        validate=validate.Length(max=1000),
        metadata={"description": "PUBLISHER/PRODUCT; all that the organisation may where none is named"},
    )
    expires = fields.AwareDateTime(format="iso", allow_none=True, load_default=None)
    networks = fields.List(
        fields.String(validate=LONGEST),
        load_default=list,
        validate=validate.Length(max=100),
        metadata={"description": "CIDR; from anywhere where none is named"},
    )


class RobotMade(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "to sign in with: ORGANIZATION+NAME"})
    token = fields.String(
        required=True, allow_none=True, metadata={"description": "shown once: null where the request is a repeated one"}
    )
    detail = fields.String(metadata={"description": "why there is no token"})


class Robot(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "to sign in with: ORGANIZATION+NAME"})
    scopes = fields.List(fields.String(), required=True)
    products = fields.List(fields.String(), required=True)
    networks = fields.List(fields.String(), required=True)
    created = fields.String(required=True)
    expires = fields.String(required=True, allow_none=True)
    last_used = fields.String(required=True, allow_none=True, metadata={"description": "null: never so far"})
    last_four = fields.String(required=True)


Organizations = listed(Membership)
Members = listed(Member)
Invitations = listed(Invitation)
Robots = listed(Robot)
