"""Every refusal that anything in the house can say has a sentence for people."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.problems import SENTENCES, title_of

ROOT = Path(__file__).parents[2]
KINDS = {"Invalid", "Forbidden", "Missing", "Conflicting", "Unavailable"}
HOUSE = ("eventlog", "services", "gateway", "vocabulary")


def codes() -> Iterator[tuple[str, str]]:
    for part in HOUSE:
        for path in (ROOT / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and node.args and (code := _code(node)):
                    yield code, str(path.relative_to(ROOT))


def _code(call: ast.Call) -> str:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    place = 1 if name == "Reservation" else 0
    if name not in KINDS | {"Reservation"} or len(call.args) <= place:
        return ""
    first = call.args[place]
    return str(first.value) if isinstance(first, ast.Constant) else ""


RAISED = dict(codes())


@pytest.mark.parametrize("code", sorted(RAISED))
def test_a_code_has_its_sentence(code: str) -> None:
    assert code in SENTENCES, f"{code} of {RAISED[code]} has no sentence in gateway/problems.py"


def test_a_code_without_one_reads_as_its_words() -> None:
    assert title_of("not-there-at-all") == "Not there at all."
