"""What identity tells of organisations: who belongs to them and as what, who was invited, and their robots."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from eventlog.schema import Erased, EventSchema, Texts


@dataclass(frozen=True)
class OrganizationCreated:
    organization: str  # its slug, by which it is known everywhere
    name: str
    owner: str  # the account that founded it; its membership is told by a MemberJoined of its own


class OrganizationCreatedSchema(EventSchema):
    event, stored_as = OrganizationCreated, "identity.organization-created"

    organization = fields.String(required=True)
    name = fields.String(required=True)
    owner = fields.String(required=True)


@dataclass(frozen=True)
class OrganizationRenamed:
    organization: str
    name: str


class OrganizationRenamedSchema(EventSchema):
    event, stored_as = OrganizationRenamed, "identity.organization-renamed"

    organization = fields.String(required=True)
    name = fields.String(required=True)


@dataclass(frozen=True)
class MemberInvited:
    """Somebody was asked to join, by a letter to this address; the address is forgotten when the invitation ends."""

    organization: str
    invitation: str  # its id, and the subject whose key hides the address
    email: str | Erased
    email_key: str  # HMAC of the normalised address: who accepts has an account with the same
    role: str  # owner | billing | member | editor | support
    by: str  # the account that invited
    until: datetime


class MemberInvitedSchema(EventSchema):
    event, stored_as = MemberInvited, "identity.member-invited"
    personal, personal_of = ("email",), "invitation"

    organization = fields.String(required=True)
    invitation = fields.String(required=True)
    email = fields.String(required=True)
    email_key = fields.String(required=True)
    role = fields.String(required=True)
    by = fields.String(required=True)
    until = fields.AwareDateTime(required=True)


@dataclass(frozen=True)
class InvitationWithdrawn:
    """It was taken back, replaced by a newer one, or ran out."""

    organization: str
    invitation: str


class InvitationWithdrawnSchema(EventSchema):
    event, stored_as = InvitationWithdrawn, "identity.invitation-withdrawn"

    organization = fields.String(required=True)
    invitation = fields.String(required=True)


@dataclass(frozen=True)
class MemberJoined:
    organization: str
    account: str
    role: str
    invitation: str  # that was accepted; empty for the founder


class MemberJoinedSchema(EventSchema):
    event, stored_as = MemberJoined, "identity.member-joined"

    organization = fields.String(required=True)
    account = fields.String(required=True)
    role = fields.String(required=True)
    invitation = fields.String(required=True)


@dataclass(frozen=True)
class MemberRoleChanged:
    organization: str
    account: str
    role: str


class MemberRoleChangedSchema(EventSchema):
    event, stored_as = MemberRoleChanged, "identity.member-role-changed"

    organization = fields.String(required=True)
    account = fields.String(required=True)
    role = fields.String(required=True)


@dataclass(frozen=True)
class MemberLeft:
    organization: str
    account: str
    by: str  # the account itself, who removed it, or the policy that ends an erased account's memberships


class MemberLeftSchema(EventSchema):
    event, stored_as = MemberLeft, "identity.member-left"

    organization = fields.String(required=True)
    account = fields.String(required=True)
    by = fields.String(required=True)


@dataclass(frozen=True)
class RobotCreated:
    """A machine's account: it signs in as `organization+name` with a token that was shown once and is kept nowhere."""

    organization: str
    robot: str  # its id
    name: str
    scopes: tuple[str, ...]  # of pull, push, publish
    products: tuple[str, ...]  # addresses; empty: all that the organisation may
    expires: datetime | None
    networks: tuple[str, ...]  # CIDR; empty: from anywhere
    sha256: str  # hex, of the whole token text
    last_four: str


class RobotCreatedSchema(EventSchema):
    event, stored_as = RobotCreated, "identity.robot-created"

    organization = fields.String(required=True)
    robot = fields.String(required=True)
    name = fields.String(required=True)
    scopes = Texts(required=True)
    products = Texts(required=True)
    expires = fields.AwareDateTime(required=True, allow_none=True)
    networks = Texts(required=True)
    sha256 = fields.String(required=True)
    last_four = fields.String(required=True)


@dataclass(frozen=True)
class RobotRevoked:
    organization: str
    robot: str


class RobotRevokedSchema(EventSchema):
    event, stored_as = RobotRevoked, "identity.robot-revoked"

    organization = fields.String(required=True)
    robot = fields.String(required=True)
