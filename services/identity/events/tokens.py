"""What identity tells of refresh tokens: what a docker client keeps instead of the access token it was made with."""

from dataclasses import dataclass

from marshmallow import fields

from eventlog.schema import Erased, EventSchema


@dataclass(frozen=True)
class RefreshTokenIssued:
    """One for each client of a token; it may what that token may, and ends with it."""

    holder: str  # an account's id, or an organisation's slug where the token is a robot's
    token: str  # id of the access token or robot
    refresh: str  # its own id
    client: str | Erased  # as the client names itself, with where it is
    sha256: str  # hex, of the whole text
    last_four: str


class RefreshTokenIssuedSchema(EventSchema):
    event, stored_as = RefreshTokenIssued, "identity.refresh-token-issued"
    personal, personal_of = ("client",), "holder"

    holder = fields.String(required=True)
    token = fields.String(required=True)
    refresh = fields.String(required=True)
    client = fields.String(required=True)
    sha256 = fields.String(required=True)
    last_four = fields.String(required=True)


@dataclass(frozen=True)
class RefreshTokenRevoked:
    """By its holder, or because its client got a newer one; those of a token that ends, end without being named."""

    holder: str
    refresh: str


class RefreshTokenRevokedSchema(EventSchema):
    event, stored_as = RefreshTokenRevoked, "identity.refresh-token-revoked"

    holder = fields.String(required=True)
    refresh = fields.String(required=True)
