"""What a device that has no browser sends, and what it is told (RFC 8628, sections 3.1 to 3.5)."""

from marshmallow import fields, validate

from gateway.account.schemas import LONGEST
from gateway.http import Schema


class DeviceWanted(Schema):
    name = fields.String(
        required=True, validate=LONGEST, metadata={"description": "what the token is called: docker store on build-1"}
    )
    scopes = fields.List(fields.String(validate=LONGEST), required=True, validate=validate.Length(max=100))


class DeviceStarted(Schema):
    device_code = fields.String(required=True, metadata={"description": "for the device alone"})
    user_code = fields.String(required=True, metadata={"description": "for the person: WDJB-MJHT"})
    verification_uri = fields.String(required=True)
    verification_uri_complete = fields.String(required=True)
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})
    interval = fields.Integer(required=True, metadata={"description": "seconds"})


class DeviceCode(Schema):
    device_code = fields.String(required=True, validate=LONGEST)


class DeviceToken(Schema):
    id = fields.String(required=True)
    token = fields.String(required=True, metadata={"description": "told this once"})
    email = fields.String(required=True, metadata={"description": "of the account, for docker login"})
