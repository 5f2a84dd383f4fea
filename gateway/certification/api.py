"""The API of certification: what its parts share."""

from typing import Any

from gateway.auth import command_context
from gateway.http import Blueprint
from gateway.parts import parts
from gateway.rpc import Certification

blp = Blueprint("certification", __name__, url_prefix="/api/v1", description="Certifying")

SUBMISSION = "/submissions/<submission>"


def certification() -> Certification:
    return parts().rpc.certification


def context() -> dict[str, Any]:
    return command_context().dump()
