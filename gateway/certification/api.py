"""The API of certification: what its parts share."""

from dataclasses import replace
from typing import Any

from gateway.auth import caller, command_context
from gateway.http import Blueprint
from gateway.parts import database, parts
from gateway.rpc import Certification
from gateway.views import accounts

blp = Blueprint("certification", __name__, url_prefix="/api/v1", description="Certifying")

SUBMISSION = "/submissions/<submission>"


def certification() -> Certification:
    return parts().rpc.certification


def context() -> dict[str, Any]:
    return command_context().dump()


def deciding() -> dict[str, Any]:
    """Of who decides: with all that they belong to, for a token's scopes would hide whose people they are."""
    by = command_context()
    theirs = (role for role in accounts.roles_of(database(), caller().account) if ":" in role)
    return replace(by, roles=by.roles.union(theirs)).dump()
