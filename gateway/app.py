"""The gateway as one WSGI application."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestURITooLarge

from eventlog.reading import Reader
from gateway import auth, csp, errors, http, limits, media, observed
from gateway.drawing import draw
from gateway.lines import line_words
from gateway.notices.counted import unread
from gateway.notices.returned import door as returned
from gateway.openapi import Api
from gateway.operations import docs, health, metrics
from gateway.parts import Parts, Probe, install, parts
from gateway.registry.door import TokenDoor, door
from gateway.routing import LazyRule
from gateway.rpc import Rpc
from gateway.settings import Settings
from gateway.support.incoming import door as mail
from gateway.webhooks.door import door as webhooks
from services.search.reader import SearchReader

LONGEST_ADDRESS = 8000
AREAS = (
    "operations",
    "catalog",
    "account",
    "checkout",
    "publishing",
    "certification",
    "support",
    "notices",
    "webhooks",
    "papers",
    "host",
)
OPENAPI = {
    "API_TITLE": "Chandlery",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api",
    "OPENAPI_JSON_PATH": "openapi.json",
}
NO_PROBES: Mapping[str, Probe] = MappingProxyType({})
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "an access token"},
    "basic": {"type": "http", "scheme": "basic"},
    "session": {"type": "apiKey", "in": "cookie", "name": auth.SESSION},
}


def create_app(
    settings: Settings, reader: Reader, search: SearchReader, rpc: Rpc, probes: Mapping[str, Probe] = NO_PROBES
) -> Flask:
    """`probes` tell /readyz of parts that the gateway does not know by itself: the registry, the demonstration."""
    app = Flask(__name__)
    app.url_rule_class = LazyRule
    app.config.update(OPENAPI, MAX_CONTENT_LENGTH=http.SMALL_BODY, MAX_FORM_MEMORY_SIZE=http.SMALL_BODY)
    made_of = Parts(settings, reader, search, rpc, media.Media(settings.media), probes)
    install(app, made_of)
    app.before_request(refuse_early)
    app.before_request(http.wait_for_own_write)
    app.before_request(limits.Limits(settings.requests).check)
    app.before_request(auth.check_request)
    app.after_request(limits.tell)
    app.after_request(http.say_behind)
    app.after_request(http.keep_private)
    app.after_request(auth.leave_cookies)
    app.after_request(protect)
    app.after_request(observed.name_route)
    draw(app)
    app.jinja_env.filters["line_words"] = line_words
    app.jinja_env.globals["csrf_token"] = auth.csrf_token
    app.jinja_env.globals["caller"] = auth.caller
    app.jinja_env.globals["unread"] = unread
    app.register_blueprint(media.pages)
    app.register_blueprint(door)
    app.register_blueprint(webhooks)
    app.register_blueprint(mail)
    app.register_blueprint(returned)
    app.register_blueprint(health.door)
    app.register_blueprint(metrics.door)
    register_areas(app)
    errors.register(app)
    app.wsgi_app = TokenDoor(observed.Observed(app.wsgi_app), made_of)  # type: ignore[method-assign]
    return app


def register_areas(app: Flask) -> None:
    """Each area's API below /api/v1, and its pages."""
    named = MarshmallowPlugin(schema_name_resolver=http.component_name)
    api = Api(app, spec_kwargs={"marshmallow_plugin": named})
    app.register_blueprint(docs.pages_of(api))
    for name, scheme in SECURITY.items():
        api.spec.components.security_scheme(name, scheme)
    for area in AREAS:
        for blp in blueprints(area, "api", "blp"):
            api.register_blueprint(blp)
        for pages in blueprints(area, "pages", "pages"):
            app.register_blueprint(pages)


def blueprints(area: str, ending: str, name: str) -> list[Any]:
    """Of an area's modules that are called so (`api`, `organizations_api`), each blueprint once."""
    package = import_module(f"gateway.{area}")
    found = sorted(module.name for module in iter_modules(package.__path__))
    modules = [module for module in found if module == ending or module.endswith(f"_{ending}")]
    return list(dict.fromkeys(getattr(import_module(f"gateway.{area}.{module}"), name) for module in modules))


def refuse_early() -> None:
    """Bodies over the view's limit are refused unread, and so is text that no view could use."""
    view = current_app.view_functions.get(request.endpoint or "")
    limit = getattr(view, "body_limit", None) or http.SMALL_BODY
    request.max_content_length = limit() if callable(limit) else limit
    if (request.content_length or 0) > request.max_content_length:
        raise RequestEntityTooLarge
    if len(request.path) + len(request.query_string) > LONGEST_ADDRESS:
        raise RequestURITooLarge
    if "\x00" in request.path or "%00" in request.query_string.decode("latin-1"):
        raise BadRequest


def protect(response: Response) -> Response:
    return csp.protect(response, parts().settings.secure)
