"""What is sent, read strictly: JSON that is JSON, text that is text, numbers that fit; else refused."""

import json
from typing import Any, NoReturn

import marshmallow
from flask import Request
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from eventlog.refusal import Invalid

DEEPEST = 32
LARGEST_NUMBER = 2**63 - 1
JSON_TYPES = ("application/json", "application/merge-patch+json")


class Parser(FlaskParser):
    """Unknown fields are refused by name, in bodies and in queries alike."""

    def __init__(self) -> None:
        super().__init__()
        self.DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": marshmallow.RAISE}

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:
        content = req.get_data(cache=True)
        if req.mimetype not in JSON_TYPES:
            if not content:  # a server may have made up a type for it: eventlet's says text/plain
                return missing
            raise UnsupportedMediaType
        return parse(content)

    def load_querystring(self, req: Request, schema: marshmallow.Schema) -> Any:
        for name, value in req.args.items(multi=True):
            _text(name)
            _text(value)
        return super().load_querystring(req, schema)


def parse(content: bytes) -> Any:
    """The JSON value; refused as `malformed-json` or `invalid-input`."""
    try:
        value = json.loads(content.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        raise Invalid("malformed-json", str(problem)[:200]) from problem
    _inspect(value)
    return value


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _inspect(value: Any) -> None:
    waiting = [(value, 1)]
    while waiting:
        inner, depth = waiting.pop()
        if depth > DEEPEST:
            raise Invalid("malformed-json", f"nested deeper than {DEEPEST}")
        if isinstance(inner, str):
            _text(inner)
        elif isinstance(inner, int) and abs(inner) > LARGEST_NUMBER:
            raise Invalid("invalid-input", "a number does not fit into 64 bits")
        elif isinstance(inner, float) and abs(inner) == float("inf"):
            raise Invalid("invalid-input", "a number is too large")
        elif isinstance(inner, dict):
            waiting += [(each, depth + 1) for pair in inner.items() for each in pair]
        elif isinstance(inner, list):
            waiting += [(each, depth + 1) for each in inner]


def _text(text: str) -> None:
    if "\x00" in text:
        raise Invalid("invalid-input", "a text holds the character U+0000")
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise Invalid("malformed-json", "a text holds half a surrogate pair") from problem
