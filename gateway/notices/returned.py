"""POST /mail/returned: what came back of the store's own letters, from the mailroom.

200 once notifications have read it; with anything else the mailroom leaves it with the server that sent it.
"""

import hmac
import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import marshmallow
from flask import Blueprint, Response, jsonify, request
from marshmallow import fields, validate

from eventlog import tracing
from eventlog.decider import Context
from eventlog.refusal import Invalid
from gateway.http import body_limit
from gateway.parts import parts
from gateway.secrets import mailroom_secret

door = Blueprint("returned", __name__, url_prefix="/mail")
LARGEST = 400_000  # bytes: the beginning of a letter, and the addresses that it came to
MOST_RECIPIENTS = 20
MAILROOM = "mailroom"


class Returned(marshmallow.Schema):
    class Meta:
        unknown = marshmallow.RAISE

    recipients = fields.List(fields.String(validate=validate.Length(max=320)), required=True)


@door.post("/returned")
@body_limit(LARGEST)
def take_returned() -> Response:
    sent = request.headers.get("Authorization", "")
    if not hmac.compare_digest(sent.encode(), f"Bearer {mailroom_secret(parts().settings)}".encode()):
        return Response(status=401)
    letter, recipients = _letter()
    context = Context(str(uuid4()), MAILROOM, datetime.now(UTC), correlation=tracing.here().correlation)
    done = parts().rpc.notifications.take_returned(b64encode(letter).decode(), recipients, context.dump())
    return jsonify({"done": done["done"]})


def _letter() -> tuple[bytes, list[str]]:
    try:
        told: dict[str, Any] = Returned().load(json.loads(request.files["returned"].read()))
        return request.files["file"].read(), told["recipients"][:MOST_RECIPIENTS]
    except (KeyError, ValueError, RecursionError, marshmallow.ValidationError) as wrong:
        raise Invalid("malformed-request", "returned") from wrong
