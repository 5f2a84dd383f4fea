"""The API of updates: which of a host's images are current, and what changed since in those that are not."""

from typing import Any

from flask import Response, jsonify

from eventlog.refusal import Invalid
from gateway.auth import caller
from gateway.host import updates_schemas as schemas
from gateway.host.local import local
from gateway.host.updates import updates
from gateway.http import Blueprint
from gateway.parts import parts

blp = Blueprint("updates", __name__, url_prefix="/api/v1", description="What a customer's host asks")


@blp.route("/updates", methods=["POST"])
@blp.arguments(schemas.UpdatesAsked)
@blp.response(200, schemas.Updates)
def compare_images(sent: dict[str, Any]) -> Response:
    """Compare up to 500 local images with the store, by name and digest; changes nothing, and asks for no token.

    What the caller may not see looks unknown. `security`: the newest release has no more some hole that this image has.
    """
    if len(sent["images"]) > schemas.MOST_IMAGES:
        raise Invalid("too-many-images", f"{schemas.MOST_IMAGES} at most; ask again for the others")
    host = parts().settings.registry_host
    asked = [local(one["reference"], one["digests"], one["platform"], host) for one in sent["images"]]
    return jsonify(items=updates(asked, caller()))
