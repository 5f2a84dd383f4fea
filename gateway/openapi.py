"""The API’s document, written when it is first asked for: a store that starts or is asked for pages has none."""

from collections.abc import Callable
from threading import Lock
from typing import Any

import flask_smorest
from flask import Response, current_app, json

from gateway.http import Problem


class Api(flask_smorest.Api):  # type: ignore[misc]
    """Routes are there at once; what is told of them waits in `_untold` for the first reader."""

    ERROR_SCHEMA = Problem
    DEFAULT_RESPONSE_CONTENT_TYPE: str = "application/json"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._untold: list[Callable[[], None]] = []
        self._writing = Lock()
        self._written = ""
        super().__init__(*arguments, **options)

    def tell_later(self, tell: Callable[[], None]) -> None:
        self._untold.append(tell)

    def document(self) -> str:
        """OpenAPI 3.1, as JSON."""
        with self._writing:
            if not self._written:
                for tell in self._untold:
                    tell()
                self._written = json.dumps(self.spec.to_dict(), indent=2, sort_keys=False)
        return self._written

    def _openapi_json(self) -> Response:
        return current_app.response_class(self.document(), mimetype="application/json")

    def _register_responses(self) -> None:
        """Problems have a media type of their own, which flask-smorest's default does not name."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/problem+json"
        try:
            super()._register_responses()
        finally:
            self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/json"
