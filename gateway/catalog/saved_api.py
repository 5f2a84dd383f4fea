"""One's saved searches by the API."""

from typing import Any

from flask import Response, jsonify
from marshmallow import fields, validate

from gateway.auth import caller, command_context, needs
from gateway.catalog import saved
from gateway.http import Blueprint, Schema, done, page_of
from gateway.parts import parts

blp = Blueprint("saved_searches", __name__, url_prefix="/api/v1", description="Searches that one keeps")

QUESTION = "what stands after the ? in the address of the page of results: q=redis&type=official"


class SearchToSave(Schema):
    name = fields.String(required=True, validate=validate.Length(1, 80))
    question = fields.String(required=True, validate=validate.Length(1, 2000), metadata={"description": QUESTION})


class SearchId(Schema):
    id = fields.String(required=True)


class SavedSearch(SearchId):
    name = fields.String(required=True)
    question = fields.String(required=True, metadata={"description": QUESTION})
    url = fields.String(required=True, metadata={"description": "where it is run"})
    saved = fields.String(required=True)
    watched = fields.Boolean(required=True, metadata={"description": "whether you are told of new products"})


class SavedSearches(Schema):
    items = fields.List(fields.Nested(SavedSearch), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


@blp.route("/me/searches", methods=["GET"])
@blp.response(200, SavedSearches)
@needs("read")
def saved_searches() -> Response:
    """Yours, the newest first; at most a hundred are kept."""
    kept = saved.of(caller().account)
    items = [{**one, "url": f"{parts().settings.url}/search?{one['question']}"} for one in kept]
    return jsonify(page_of(items, len(items)))


@blp.route("/me/searches", methods=["POST"])
@blp.arguments(SearchToSave)
@blp.response(201, SearchId)
@needs("read")
def save_search(sent: dict[str, Any]) -> Response:
    """Keep a search under a name; the same question kept again takes the new name."""
    question = saved.normal(sent["question"])
    context = command_context().dump()
    return done(parts().rpc.identity.save_search(caller().account, sent["name"], question, context), 201)


@blp.route("/me/searches/<search>", methods=["DELETE"])
@blp.response(200, SearchId)
@needs("read")
def forget_search(search: str) -> Response:
    """Delete it; no harm where it is gone already."""
    return done(saved.forget(caller().account, search, command_context().dump()))


@blp.route("/me/searches/<search>/watch", methods=["POST"])
@blp.response(200, SearchId)
@needs("read")
def watch_search(search: str) -> Response:
    """Be told of new products that it finds, each once: how, your preferences for `search.matched` say."""
    return done(saved.watch(caller().account, search, command_context().dump()))


@blp.route("/me/searches/<search>/unwatch", methods=["POST"])
@blp.response(200, SearchId)
@needs("read")
def unwatch_search(search: str) -> Response:
    """Be told no more; no harm where you were not."""
    return done(parts().rpc.notifications.unwatch_search(caller().account, search, command_context().dump()))
