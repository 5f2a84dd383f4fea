"""Stripe's own stand-in: it knows which requests there are and the form of every answer, and remembers nothing."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.parts.go import Program
from tests.parts.process import free_port, running

MODULE = "github.com/stripe/stripe-mock"
SERVER = Program("stripe-mock", MODULE, "v0.203.0", MODULE)
KEY = "sk_test_123"


@dataclass(frozen=True)
class StripeMock:
    url: str

    def complaint(self, method: str, path: str, body: str) -> str:
        """What it finds wrong with a request; nothing where it takes it."""
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/x-www-form-urlencoded"}
        sent = body.encode() if method == "POST" else None
        request = urllib.request.Request(self.url + path, sent, headers, method=method)  # noqa: S310 — our own address
        try:
            urllib.request.urlopen(request, timeout=60).close()  # noqa: S310
        except urllib.error.HTTPError as refused:
            with refused:
                return str(json.load(refused)["error"]["message"])
        return ""


@contextmanager
def stripe_mock(folder: Path) -> Iterator[StripeMock]:
    port, folder = free_port(), folder / "stripe-mock"
    folder.mkdir(parents=True, exist_ok=True)
    command = [str(SERVER.path()), "-http-addr", f"127.0.0.1:{port}", "-https-addr", f"127.0.0.1:{free_port()}"]
    url = f"http://127.0.0.1:{port}"
    with running(command, folder / "stripe-mock.log", lambda: _answers(url)):
        yield StripeMock(url)


def complaints_of(answer: Mapping[str, Any], method: str, route: str) -> list[str]:
    """Where an answer (200) is not as Stripe's description of this route has it; `route`: /v1/refunds/{refund}."""
    validator = _validator(method.lower(), route)
    return [f"{'/'.join(map(str, each.instance_path))}: {each.message}"[:300] for each in validator.iter_errors(answer)]


@cache
def _description() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SERVER.file("embedded/openapi/spec3.json").read_text())
    return found


@cache
def _validator(method: str, route: str) -> Any:
    described = _description()
    paths = {_unnamed(path): methods for path, methods in described["paths"].items()}
    answers = paths[_unnamed(route)][method]["responses"]["200"]["content"]["application/json"]["schema"]
    whole = {**_nullable(answers), "components": _components()}
    return jsonschema_rs.Draft202012Validator(whole)


@cache
def _components() -> dict[str, Any]:
    return {"schemas": _nullable(_description()["components"]["schemas"])}


def _nullable(schema: Any) -> Any:
    """OpenAPI 3.0's `nullable` as JSON Schema says it."""
    if isinstance(schema, list):
        return [_nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: _nullable(value) for name, value in schema.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain


def _unnamed(path: str) -> str:
    """Parameters are called otherwise there."""
    return "/".join("{}" if part[:1] in ("{", "<") else part for part in path.split("/"))


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(f"{url}/v1/customers", timeout=5).close()  # noqa: S310 — our own address
    except urllib.error.HTTPError as refused:
        refused.close()
        return True
    except OSError:
        return False
    return True
