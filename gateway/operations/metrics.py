"""The gateway's numbers for Prometheus, for who has the token that is set for them."""

from secrets import compare_digest

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST

from eventlog.observing import exposition
from eventlog.refusal import Missing
from gateway.errors import problem
from gateway.parts import parts

door = Blueprint("metrics", __name__)


@door.get("/metrics")
def metrics() -> Response:
    """There is no such page where no token is set."""
    wanted = parts().settings.metrics_token
    if not wanted:
        raise Missing("not-found")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not compare_digest(given.encode(), wanted.encode()):
        return problem(401, "token-unknown" if given else "not-signed-in")
    return Response(exposition(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
