"""The API of compose files: for who may pull from their plan's repository, in the registry's own words."""

from typing import Any

from flask import Response, jsonify

from eventlog.refusal import Missing
from gateway.catalog import composed
from gateway.catalog import composed_schemas as schemas
from gateway.catalog.trusted import judgement
from gateway.host.pulling import asked_to_pull, must_pull
from gateway.http import Blueprint
from gateway.moved import lead_on
from gateway.parts import database
from gateway.views import compositions, listings
from gateway.views.compositions import ComposeFile
from gateway.views.listings import Plan, Product

blp = Blueprint("compositions", __name__, url_prefix="/api/v1", description="Products of several images")
PLAN = "/products/<publisher>/<product>/plans/<plan>"


@blp.route(f"{PLAN}/compose")
@blp.arguments(schemas.OfVersion, location="query")
@blp.response(200, schemas.ComposeFile)
@blp.alt_response(403)
@blp.alt_response(404)
def compose(asked: dict[str, Any], publisher: str, product: str, plan: str) -> Response:
    """The file that starts the product, and what is known of each image in it."""
    found, offered = _gotten(publisher, product, plan)
    file = _file(found, offered, asked["version"])
    images = composed.known(file)
    return jsonify(
        plan=file.plan,
        version=file.version,
        versions=[one.version for one in compositions.compose_files(database(), found.id, offered.id)],
        digest=file.digest,
        text=file.text,
        file_name=composed.file_name(found, file.version),
        images=[_image(one) for one in images],
        certified=all(one.judged.certified for one in images),
        remarks=[vars(remark) for remark in file.remarks],
        notes=file.notes,
        released=file.released,
    )


@blp.route(f"{PLAN}/compose.yaml")
@blp.arguments(schemas.OfVersion, location="query")
@blp.response(200, content_type="application/yaml")
@blp.alt_response(403)
@blp.alt_response(404)
def compose_text(asked: dict[str, Any], publisher: str, product: str, plan: str) -> Response:
    """The file itself, as its publisher wrote it."""
    found, offered = _gotten(publisher, product, plan)
    file = _file(found, offered, asked["version"])
    response = Response(file.text, mimetype="application/yaml")
    name = composed.file_name(found, file.version)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Docker-Content-Digest"] = file.digest
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _gotten(publisher: str, product: str, plan: str) -> tuple[Product, Plan]:
    """What the caller may not see at all looks as if it were not there; raises Forbidden where a right is missing."""
    address = f"{publisher}/{product}"
    found = listings.drafted(database(), address)
    if found is None:
        lead_on(address)
        raise Missing("no-such-product", address[:200])
    offered = found.plan(plan)
    if offered is None:
        raise Missing("no-such-plan", plan[:100])
    granted = asked_to_pull(offered.repository)
    if granted.code == "unknown-repository":
        raise Missing("no-such-product", address[:200])
    must_pull(granted)
    return found, offered


def _file(found: Product, plan: Plan, version: str) -> ComposeFile:
    file = compositions.compose_file(database(), found.id, plan.id, version)
    if file is None:
        raise Missing("no-such-version", version)
    return file


def _image(one: composed.Known) -> dict[str, Any]:
    part = one.part
    return {
        "name": part.name,
        "tag": part.tag or None,
        "digest": part.digest or None,
        "place": part.place,
        "certified": judgement(one.judged, withdrawn=False),
        "grade": one.judged.grade or None,
    }
