"""What all API views share: the blueprint with its strict parser and documented problems, positions, lists, ETags."""

import re
from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any, TypeVar, cast

import flask_smorest
import marshmallow
from flask import Response, g, jsonify, request
from marshmallow import fields

from eventlog.refusal import Invalid
from gateway.auth import POSITION, SAFE, caller, set_position
from gateway.body import Parser
from gateway.parts import parts

HEADER = "Chandlery-Position"
BEHIND = "Chandlery-Behind"  # the change with this position is on its way
SMALL_BODY = 1024 * 1024
PATIENCE = 1.0
LONGEST_VERSION = 10  # digits
A_POSITION = re.compile(r"[a-z]{1,40}:[0-9a-f-]{1,40}")  # it comes from outside, and is told in a header

View = TypeVar("View", bound=Callable[..., Any])


class Problem(marshmallow.Schema):
    """RFC 9457 problem details."""

    type = fields.URL(required=True, require_tld=False, metadata={"description": "ends in the code"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String()
    errors = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))


class Schema(marshmallow.Schema):
    """Fields in the order in which they are declared; unknown ones are refused by name."""

    class Meta:
        unknown = marshmallow.RAISE


class Nothing(Schema):
    """A command that needs no more than its address."""


IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "the command's id: sent again with the same body, it takes effect once",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[\x21-\x7e]+$"},
}


def document_key(doc: dict[str, Any], doc_info: dict[str, Any], *, method: str, **others: Any) -> dict[str, Any]:
    """Every POST takes an Idempotency-Key."""
    if method == "post":
        doc = {**doc, "parameters": [*doc.get("parameters", ()), IDEMPOTENCY_KEY]}
    return doc


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """An area's part of the API, below /api/v1: flask-smorest's decorators with their types, and the strict parser."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._prepare_doc_cbks.append(document_key)

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().route(rule, **options))

    def arguments(self, schema: Any, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().arguments(schema, **options))

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().response(status_code, schema, **options))

    def alt_response(self, status_code: int, *arguments: Any, **options: Any) -> Callable[[View], View]:
        return cast("Callable[[View], View]", super().alt_response(status_code, *arguments, **options))

    def doc(self, **told: Any) -> Callable[[View], View]:  # type: ignore[override, unused-ignore]
        return cast("Callable[[View], View]", super().doc(**told))

    def register_views_in_doc(self, api: Any, *arguments: Any, **options: Any) -> None:
        api.tell_later(partial(super().register_views_in_doc, api, *arguments, **options))


def component_name(schema: Any) -> str:
    """A schema's name in the OpenAPI document tells its area; one cut to some fields has none and stands inline."""
    if isinstance(schema, marshmallow.Schema) and (schema.only or schema.exclude or schema.partial):
        return ""
    of = schema if isinstance(schema, type) else type(schema)
    area = of.__module__.split(".")[1] if of.__module__.startswith("gateway.") else ""
    return of.__name__ if area in ("", "http") else f"{area.capitalize()}{of.__name__}"


def body_limit(size: int | Callable[[], int]) -> Callable[[View], View]:
    """Bodies of this view may have up to `size` bytes instead of 1 MiB, asked before anything of them is read.

    It goes on top of `@blp.arguments`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs)

        limited.body_limit = size  # type: ignore[attr-defined]
        return cast("View", limited)

    return decorate


def done(executed: dict[str, Any], status: int = 200) -> Response:
    """The answer to a command: what it decided, and the position that later reads can wait for."""
    response = jsonify({name: value for name, value in executed.items() if name != "position"})
    response.status_code = status
    return remember(response, executed)


def remember(response: Response, executed: dict[str, Any]) -> Response:
    """The reply says how far the log has got; a browser's next page waits for it."""
    position = str(executed.get("position") or "")
    if position:
        response.headers[HEADER] = position
        if caller().via != "token":
            set_position(response, position)
    return response


def in_force(executed: dict[str, Any]) -> dict[str, Any]:
    """Wait, a second at most, until the views know what was just made: what is handed out works when it is in hand."""
    position = str(executed.get("position") or "")
    if position:
        parts().reader.wait_for(position, PATIENCE)
    return executed


def wait_for_own_write() -> None:
    """Wait until the views show the change whose position is sent, a second at most: they tell what one may do, too."""
    told = request.headers.get(HEADER) or (request.cookies.get(POSITION, "") if request.method in SAFE else "")
    if not told:
        return
    named = [each.strip() for each in told.split(",")[:4]]
    late = [each for each in named if A_POSITION.fullmatch(each) and not parts().reader.wait_for(each, PATIENCE)]
    if late:
        g.behind = ",".join(late)


def behind() -> str:
    """The position of a change of the reader's own that the views do not show yet; else empty."""
    return cast("str", g.get("behind", ""))


def say_behind(response: Response) -> Response:
    if behind():
        response.headers[BEHIND] = behind()
    return response


def keep_private(response: Response) -> Response:
    """What the API tells somebody is for nobody else: no cache on the way keeps it, or takes it for another's."""
    if request.path.startswith("/api/v1/"):
        response.vary.update(["Authorization", "Cookie"])
        if request.method not in SAFE or ("caller" in g and g.caller.account):
            response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def page_of(items: Sequence[Any], total: int, following: str | None = None) -> dict[str, Any]:
    """A list as the API writes it; `following` is the cursor of the next page."""
    return {"items": list(items), "total": total, "next": following}


def etag(response: Response, version: int) -> Response:
    """The stream's version, for a later If-Match."""
    response.set_etag(str(version))
    return response


def wanted_versions() -> frozenset[int] | None:
    """Of If-Match: the stream's versions on which alone the command is wanted; None: on any."""
    if "If-Match" not in request.headers or request.if_match.star_tag:
        return None
    if not request.if_match:
        raise Invalid("malformed-request", "If-Match holds no ETag")
    return frozenset(int(tag) for tag in request.if_match if tag.isdecimal() and len(tag) < LONGEST_VERSION)
