"""The API's own pages: every operation as the OpenAPI document has it, and every code of a refusal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, json, render_template

from gateway.openapi import Api
from gateway.problems import SENTENCES

METHODS = ("get", "post", "put", "patch", "delete")
DEEPEST = 4


@dataclass(frozen=True)
class Value:
    """A parameter, or a field of a body; `name` is its path."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: tuple[Value, ...]
    body: tuple[Value, ...]
    answers: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        return f"{self.method}-{self.path}".replace("/", "-").replace("{", "").replace("}", "").lower()


def pages_of(api: Api) -> Blueprint:
    pages = Blueprint("api_pages", __name__)

    @pages.get("/api/docs")
    def docs() -> str:
        document = json.loads(api.document())
        return render_template("operations/api.html", areas=_areas(document), codes=sorted(SENTENCES.items()))

    @pages.get("/problems/<code>")
    def problem(code: str) -> str:
        if code not in SENTENCES:
            abort(404)
        return render_template("operations/problem.html", code=code, sentence=SENTENCES[code])

    return pages


def _areas(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    areas: dict[str, list[Operation]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                area = next(iter(item[method].get("tags", ())), "other")
                areas.setdefault(area, []).append(_operation(document, method, path, item))
    return areas


def _operation(document: Mapping[str, Any], method: str, path: str, item: Mapping[str, Any]) -> Operation:
    told = item[method]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answers = {status: answer.get("description", "") for status, answer in told.get("responses", {}).items()}
    return Operation(
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        description=told.get("description", ""),
        scope=next((scope for way in told.get("security", ()) for scope in way.get("bearer", ())), ""),
        parameters=tuple(_parameter(each) for each in (*item.get("parameters", ()), *told.get("parameters", ()))),
        body=tuple(_fields(document, body)),
        answers=tuple((status, text) for status, text in sorted(answers.items()) if status[0] == "2"),
    )


def _parameter(told: Mapping[str, Any]) -> Value:
    return Value(told["name"], _type(told.get("schema", {})), told.get("required", False), told.get("description", ""))


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any], path: str = "", depth: int = 0) -> Iterator[Value]:
    schema = _resolved(document, schema)
    for name, told in schema.get("properties", {}).items():
        inner = _resolved(document, told)
        yield Value(f"{path}{name}", _type(inner), name in schema.get("required", ()), inner.get("description", ""))
        nested = inner.get("items", inner)
        if depth < DEEPEST:
            yield from _fields(document, nested, f"{path}{name}.", depth + 1)


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    among = (schema, *schema.get("allOf", ()), *schema.get("anyOf", ()))  # anyOf: a schema, or null
    reference = next((each["$ref"] for each in among if "$ref" in each), "")
    if not reference:
        return schema
    found: Mapping[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
    return {**found, **({"description": schema["description"]} if "description" in schema else {})}


def _type(schema: Mapping[str, Any]) -> str:
    told = schema.get("type", "object" if "properties" in schema else "any")
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    return " or ".join(told) if isinstance(told, list) else str(told)
