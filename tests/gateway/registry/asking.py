"""Asking the token endpoint, and what it answered."""

import jwt
from werkzeug.test import TestResponse

from tests.gateway.counter import HOST, Counter, basic


def ask(counter: Counter, *scopes: str, password: str = "", user: str = "anything", **query: str) -> TestResponse:
    headers = basic(user, password) if password else {}
    asked = {"service": HOST, "scope": list(scopes), **query}
    return counter.client().get("/registry/token", query_string=asked, headers=headers)


def granted(answer: TestResponse) -> dict[str, list[str]]:
    assert answer.status_code == 200, answer.text
    claims = jwt.decode(answer.get_json()["token"], options={"verify_signature": False})
    return {each["name"]: each["actions"] for each in claims["access"]}


def code_of(answer: TestResponse) -> str:
    """Of a refusal, whose words docker prints whichever of the two places it looks at."""
    assert answer.status_code == 403, answer.text
    told = answer.get_json()
    assert told["errors"][0]["message"] == told["details"]
    return str(told["code"])
