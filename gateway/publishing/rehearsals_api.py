"""The API of rehearsals: a plan is tried as a customer would live through it, and nothing of it is kept."""

from typing import Any

from flask import Response, jsonify

from gateway.auth import needs
from gateway.publishing import rehearsal_schemas as schemas
from gateway.publishing.api import PLAN, blp, context
from gateway.publishing.rehearsing import rehearse, sent

__all__ = ["blp"]


@blp.route(f"{PLAN}/rehearsals", methods=["POST"])
@blp.arguments(schemas.RehearsalWanted)
@blp.response(200, schemas.Rehearsal)
@blp.alt_response(404)
@needs("publish")
def rehearse_plan(asked: dict[str, Any], publisher: str, product: str, plan: str) -> Response:
    """Try a plan as it stands, by a made-up buyer, test cards and a clock that is moved; nothing is stored.

    For the publisher's owners and editors. All steps are sent each time, and are run from the first one on.
    """
    return jsonify(rehearse(f"{publisher}/{product}", plan, sent(**asked), context()))
