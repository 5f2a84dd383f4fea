"""The API of compose files, for their publisher: checked, released under a version, and withdrawn."""

from typing import Any

from flask import Response

from gateway.auth import needs
from gateway.http import done, page_of
from gateway.publishing import compositions_schemas as schemas
from gateway.publishing.api import PLAN, blp, catalog, context, must_be_inside

FILES = f"{PLAN}/compose-files"


@blp.route(f"{FILES}/check", methods=["POST"])
@blp.arguments(schemas.ComposeText)
@blp.response(200, schemas.ComposeJudgement)
@needs("publish")
def check_compose_file(sent: dict[str, Any], publisher: str, product: str, plan: str) -> dict[str, Any]:
    """What a reviewer would say of a compose file; nothing is kept."""
    must_be_inside(publisher, product)
    return catalog().check_compose_file(f"{publisher}/{product}", plan, sent["text"])


@blp.route(FILES, methods=["POST"])
@blp.arguments(schemas.ComposeRelease)
@blp.response(201, schemas.ReleasedComposeFile)
@needs("publish")
def release_compose_file(sent: dict[str, Any], publisher: str, product: str, plan: str) -> Response:
    """Offer a compose file under a version, which never changes; it is refused for what keeps it from working."""
    told = (sent["version"], sent["text"], sent["notes"])
    return done(catalog().release_compose_file(f"{publisher}/{product}", plan, *told, context()), 201)


@blp.route(FILES, methods=["GET"])
@blp.response(200, schemas.ComposeFilePage)
@needs("publish")
def compose_files(publisher: str, product: str, plan: str) -> dict[str, Any]:
    """Every version, the last released first, those that were withdrawn among them."""
    must_be_inside(publisher, product)
    found = catalog().compose_files(f"{publisher}/{product}", plan)
    return page_of(found, len(found))


@blp.route(f"{FILES}/<version>/withdraw", methods=["POST"])
@blp.arguments(schemas.ComposeWithdrawal)
@blp.response(200, schemas.ReleasedComposeFile)
@needs("publish")
def withdraw_compose_file(sent: dict[str, Any], publisher: str, product: str, plan: str, version: str) -> Response:
    """Nobody gets this version any more; its images are not touched."""
    return done(catalog().withdraw_compose_file(f"{publisher}/{product}", plan, version, sent["reason"], context()))
