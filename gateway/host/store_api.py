"""The API's answer to who asks whether this is a store: its addresses, before anybody signs in."""

from flask import Response, jsonify
from marshmallow import fields

from gateway.http import Blueprint, Schema
from gateway.parts import parts

blp = Blueprint("store", __name__, url_prefix="/api/v1", description="What a customer's host asks")
SHORT = "public, max-age=300"


class Store(Schema):
    url = fields.String(required=True, metadata={"description": "of its pages"})
    registry = fields.String(required=True, metadata={"description": "HOST:PORT that stands before a repository"})
    registry_token = fields.String(
        required=True,
        metadata={"description": "where a client asks for a registry token (Docker token authentication)"},
    )


@blp.route("/store")
@blp.response(200, Store)
def store() -> Response:
    """Where this store is, and where its registry."""
    told = parts().settings
    response = jsonify(url=told.url, registry=told.registry_host, registry_token=f"{told.url}/registry/token")
    response.headers["Cache-Control"] = SHORT
    return response
