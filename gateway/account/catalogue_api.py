"""The API of an organisation's own catalogue: what its owners chose of the store for its members."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from gateway.account.organizations_api import MANAGING, ORGANIZATION, context
from gateway.account.organizations_schemas import OfOrganization, listed
from gateway.auth import needs
from gateway.catalog import own
from gateway.http import Blueprint, Schema, done, page_of
from gateway.parts import database
from gateway.views import catalogues

blp = Blueprint("catalogues", __name__, url_prefix="/api/v1", description="Organisations' own catalogues")

CATALOGUE = f"{ORGANIZATION}/catalogue"


class EntryWanted(Schema):
    entry = fields.String(
        required=True,
        validate=validate.Length(1, 200),
        metadata={"description": "acme/db, or acme for all that this publisher has"},
    )


class CatalogueEntry(Schema):
    kind = fields.String(required=True, metadata={"description": "product or publisher"})
    slug = fields.String(required=True)
    name = fields.String(required=True)
    listed = fields.Boolean(required=True, metadata={"description": "false: it is on the shelves no more"})


@blp.route(CATALOGUE, methods=["GET"])
@blp.response(200, listed(CatalogueEntry))
@needs("read")
def catalogue(slug: str) -> dict[str, Any]:
    """For its members and for operators, by name; `GET /search?catalogue=SLUG` finds what is in it."""
    own.seen(slug)
    entries = catalogues.entries(database(), slug)
    told = [{"kind": one.kind, "slug": one.slug, "name": one.name, "listed": one.listed} for one in entries]
    return page_of(told, len(told))


@blp.route(CATALOGUE, methods=["POST"])
@blp.arguments(EntryWanted)
@blp.response(201, OfOrganization)
@needs(*MANAGING)
def add_to_catalogue(sent: dict[str, Any], slug: str) -> Response:
    """By an owner: a product, or all that a publisher has, now and later."""
    return done({"slug": slug, **own.add(slug, sent["entry"], context())}, 201)


@blp.route(f"{CATALOGUE}/<publisher>", methods=["DELETE"])
@blp.response(200, OfOrganization)
@needs(*MANAGING)
def remove_publisher_from_catalogue(slug: str, publisher: str) -> Response:
    """By an owner; products of it that were chosen by themselves stay."""
    return done({"slug": slug, **own.remove(slug, publisher, context())})


@blp.route(f"{CATALOGUE}/<publisher>/<product>", methods=["DELETE"])
@blp.response(200, OfOrganization)
@needs(*MANAGING)
def remove_from_catalogue(slug: str, publisher: str, product: str) -> Response:
    """By an owner."""
    return done({"slug": slug, **own.remove(slug, f"{publisher}/{product}", context())})
