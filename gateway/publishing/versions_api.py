"""The API of versions: what was pushed, what of it is released to customers, and what becomes of it afterwards."""

from typing import Any

from flask import Response

from gateway.auth import needs
from gateway.http import Nothing, done, page_of
from gateway.publishing import versions_schemas as schemas
from gateway.publishing.api import PLAN, blp, catalog, context, must_be_inside

VERSION = f"{PLAN}/versions/<tag>"


@blp.route(f"{PLAN}/staged", methods=["GET"])
@blp.response(200, schemas.StagedPage)
@needs("publish")
def staged(publisher: str, product: str, plan: str) -> dict[str, Any]:
    """What was pushed for this plan, the last first: what of it can be released."""
    must_be_inside(publisher, product)
    found = catalog().staged(f"{publisher}/{product}", plan)
    return page_of(found, len(found))


@blp.route(f"{PLAN}/releases", methods=["POST"])
@blp.arguments(schemas.ReleaseWanted)
@blp.response(202, schemas.Release)
@needs("publish")
def release_version(sent: dict[str, Any], publisher: str, product: str, plan: str) -> Response:
    """Bring a staged image to customers under a tag; it happens at the registry, and its state is told."""
    told = (sent["tag"], sent["digest"], sent["notes"])
    return done(catalog().release_version(f"{publisher}/{product}", plan, *told, context()), 202)


@blp.route(f"{PLAN}/releases", methods=["GET"])
@blp.response(200, schemas.ReleasePage)
@needs("publish")
def releases(publisher: str, product: str, plan: str) -> dict[str, Any]:
    """Every release that was asked for, the last first."""
    must_be_inside(publisher, product)
    found = catalog().releases(f"{publisher}/{product}", plan)
    return page_of(found, len(found))


@blp.route(f"{PLAN}/releases/<release>", methods=["GET"])
@blp.response(200, schemas.Release)
@needs("publish")
def release(publisher: str, product: str, plan: str, release: str) -> dict[str, Any]:
    """What became of a release."""
    must_be_inside(publisher, product)
    return catalog().release(f"{publisher}/{product}", plan, release)


@blp.route(f"{PLAN}/staged/<tag>", methods=["DELETE"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.OfVersion)
@needs("publish")
def remove_staged(sent: dict[str, Any], publisher: str, product: str, plan: str, tag: str) -> Response:
    """Take a pushed image out of staging; what was released of it stays."""
    return done(catalog().remove_staged(f"{publisher}/{product}", plan, tag, context()) | {"tag": tag})


@blp.route(f"{VERSION}/yank", methods=["POST"])
@blp.arguments(schemas.Yank)
@blp.response(202, schemas.OfVersion)
@needs("publish")
def yank_version(sent: dict[str, Any], publisher: str, product: str, plan: str, tag: str) -> Response:
    """Withdraw a version: its tag goes and its digest still pulls, unless it is for security."""
    told = (tag, sent["reason"], sent["security"])
    return done(catalog().yank_version(f"{publisher}/{product}", plan, *told, context()) | {"tag": tag}, 202)


@blp.route(f"{VERSION}/deprecate", methods=["POST"])
@blp.arguments(schemas.Deprecation)
@blp.response(200, schemas.OfVersion)
@needs("publish")
def deprecate_version(sent: dict[str, Any], publisher: str, product: str, plan: str, tag: str) -> Response:
    """Say until when a version is supported, and which to use instead; it pulls as before."""
    told = (tag, sent["until"] or "", sent["successor"] or "", sent["reason"])
    return done(catalog().deprecate_version(f"{publisher}/{product}", plan, *told, context()) | {"tag": tag})


@blp.route(f"{VERSION}/retag", methods=["POST"])
@blp.arguments(schemas.Retag)
@blp.response(202, schemas.Retagged)
@needs("publish")
def retag_version(sent: dict[str, Any], publisher: str, product: str, plan: str, tag: str) -> Response:
    """Lead a moving tag such as latest to another released image; a fixed version never moves."""
    return done(catalog().retag_version(f"{publisher}/{product}", plan, tag, sent["digest"], context()), 202)
