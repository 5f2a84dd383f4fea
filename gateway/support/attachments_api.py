"""The API of files that go with tickets: sent before the message that names them, and had as downloads alone."""

import hmac
from collections.abc import Iterator
from typing import Any

from flask import Response, request
from marshmallow import fields

from eventlog.refusal import Invalid
from gateway.auth import KEY, caller, needs
from gateway.http import SMALL_BODY, Blueprint, Schema, body_limit
from gateway.parts import parts
from gateway.support.downloads import download
from gateway.support.storing import PIECE

blp = Blueprint("attachments", __name__, url_prefix="/api/v1", description="Files that go with tickets")
SENT = {
    "description": "the file itself; or a form whose part `file` is it",
    "required": True,
    "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        },
    },
}


class Name(Schema):
    name = fields.String(load_default="", metadata={"description": "what the file is called, where no form says it"})


class Kept(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "bytes"})


def largest() -> int:
    return parts().settings.attachment_size + SMALL_BODY


@blp.route("/tickets/attachments", methods=["POST"])
@body_limit(largest)
@blp.arguments(Name, location="query")
@blp.response(201, Kept)
@blp.alt_response(409)
@blp.doc(requestBody=SENT)
@needs("buy", "publish", "support", "staff")
def attach(named: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Keep a file for a message to come: its id goes there. One that no message names within a day is gone."""
    files, who = parts().attachments, caller().account
    _may_be_of_any_length()
    if request.mimetype != "multipart/form-data":
        return dict(files.keep(named["name"], _raw(), who, _id(who)).shown()), 201
    sent = request.files.get("file")
    if sent is None:
        raise Invalid("attachment-empty")
    return dict(files.keep(named["name"] or sent.filename or "", _of(sent.stream), who, _id(who)).shown()), 201


@blp.route("/tickets/<ticket>/attachments/<attachment>", methods=["GET"])
@blp.response(200, {"type": "string", "format": "binary"}, content_type="application/octet-stream")
@blp.alt_response(404)
@needs("buy", "publish", "support", "staff")
def attachment(ticket: str, attachment: str) -> Response:
    """The file, for whoever may read where it is attached; it is never shown in place."""
    return download(ticket, attachment)


def _may_be_of_any_length() -> None:
    """A body in chunks (RFC 9112, section 7.1) tells no length: its server ends it where the last of them was read."""
    if request.headers.get("Transfer-Encoding", "").lower() == "chunked":
        request.environ["wsgi.input_terminated"] = True


def _raw() -> Iterator[bytes]:
    return _of(request.stream)


def _of(stream: Any) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece


def _id(account: str) -> str:
    """Of who sends again by the same key, the same."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    if not KEY.fullmatch(key):
        raise Invalid("invalid-input", "Idempotency-Key: 1 to 200 printable characters without spaces")
    return hmac.digest(parts().key("attachment"), f"{account}\n{key}".encode(), "sha256").hex()[:32]
