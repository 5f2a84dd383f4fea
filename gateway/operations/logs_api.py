"""For operators: every log, its followers and what is parked, and the verbs that mend them."""

from typing import Any

from gateway.auth import command_context, needs
from gateway.http import Nothing
from gateway.operations import logs_schemas as schemas
from gateway.operations import minding
from gateway.operations.api import blp, must_be
from gateway.parts import parts
from gateway.rpc import Answer, Rpc

OPERATOR = frozenset({"operator"})
EMPTY = {"incarnation": None, "position": None, "waiting_for_position": None, "published": None}


@blp.route("/logs", methods=["GET"])
@blp.response(200, schemas.Logs)
@needs("staff")
def logs() -> dict[str, Any]:
    """Each service's log: its last position, how far publishing and followers are, and what is parked."""
    every = minding.standings(rpc())
    held = minding.parked(rpc(), every)
    items = [_item(told, [one for one in held if one["service"] == told["service"]]) for told in every]
    return {"items": items, "total": len(items), "next": None}


@blp.route("/parked/<path:identity>/retry", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Mended)
@needs("staff")
def retry_parked(sent: dict[str, Any], identity: str) -> Answer:
    """Try again what is parked, and what waits behind it; `under-way`: it goes on."""
    return minding.at_its_service(rpc(), lambda each: each.retry_parked(identity, command_context().dump()))


@blp.route("/parked/<path:identity>/skip", methods=["POST"])
@blp.arguments(schemas.Reason)
@blp.response(200, schemas.Mended)
@needs("staff")
def skip_parked(sent: dict[str, Any], identity: str) -> Answer:
    """Leave the event that failed out for good, and go on behind it."""
    reason, by = sent["reason"], command_context().dump()
    return minding.at_its_service(rpc(), lambda each: each.skip_parked(identity, reason, by))


@blp.route("/followers/<path:follower>/pause", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Told)
@needs("staff")
def pause_follower(sent: dict[str, Any], follower: str) -> Answer:
    """Let a follower stand where it is, in every instance."""
    return minding.at_its_service(rpc(), lambda each: each.pause_follower(follower, command_context().dump()))


@blp.route("/followers/<path:follower>/resume", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Told)
@needs("staff")
def resume_follower(sent: dict[str, Any], follower: str) -> Answer:
    """Let a follower that was paused go on."""
    return minding.at_its_service(rpc(), lambda each: each.resume_follower(follower, command_context().dump()))


@blp.route("/read-models/<read_model>/rebuild", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(202, schemas.Begun)
@needs("staff")
def start_rebuild(sent: dict[str, Any], read_model: str) -> Answer:
    """Build a read model anew beside the one in use; its progress is told among the logs."""
    return minding.at_its_service(rpc(), lambda each: each.start_rebuild(read_model, command_context().dump()))


@blp.route("/read-models/<read_model>/check", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(202, schemas.Begun)
@needs("staff")
def start_check(sent: dict[str, Any], read_model: str) -> Answer:
    """Compare a read model with a replay of its events; what differs is told among the logs."""
    return minding.at_its_service(rpc(), lambda each: each.start_check(read_model, command_context().dump()))


def rpc() -> Rpc:
    must_be(OPERATOR)
    return parts().rpc


def _item(told: Answer, held: list[Answer]) -> dict[str, Any]:
    source = told["service"]
    seen = parts().reader.position(source)
    if "away" in told:
        rest: dict[str, Any] = {
            "work": [],
            "followers": [],
            "read_models": [],
            "due": None,
            "effects": [],
            "parked": [],
        }
        return {"source": source, "state": "away", "detail": told["away"], "views": seen, "lag": None, **EMPTY, **rest}
    log = told["log"]
    position = None if log is None else log["head"]
    kept = EMPTY if log is None else {name: log[name] for name in ("incarnation", "waiting_for_position", "published")}
    stopped = [f"{each['id']}: {each['detail']}" for each in told["followers"] if each["state"] == "stopped"]
    return {
        **told,
        **kept,
        "source": source,
        "state": "stopped" if stopped else "ready",
        "detail": "; ".join(stopped),
        "position": position,
        "views": seen,
        "lag": None if position is None else max(position - seen, 0),
        "parked": held,
    }
