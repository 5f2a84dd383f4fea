"""What a check asks for and what it finds are sentences that pages can tell in another language."""

import ast
import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.certification.checks import CHECKS
from services.certification.checks.compose import CHECKS as OF_COMPOSE
from vocabulary.criteria import CRITERIA
from vocabulary.findings import FINDINGS, recognised, said
from vocabulary.sentences import particulars_of

HOUSE = Path(__file__).parents[2]
SPEAKERS = [
    *sorted((HOUSE / "services" / "certification").rglob("*.py")),
    *sorted((HOUSE / "cli" / "chandlery" / "certifying").glob("*.py")),
    HOUSE / "vocabulary" / "claims.py",
]
JUDGES = sorted((HOUSE / "services" / "certification" / "checks").glob("*.py"))


def test_each_check_asks_in_a_sentence_of_its_own() -> None:
    asked = {check.id: check.title for check in (*CHECKS, *OF_COMPOSE)}
    assert asked == CRITERIA
    assert len(set(CRITERIA.values())) == len(CRITERIA)


def test_each_sentence_stands_once() -> None:
    assert len(set(FINDINGS.values())) == len(FINDINGS)


@pytest.mark.parametrize("code", FINDINGS)
def test_a_finding_is_known_again_with_what_it_names(code: str) -> None:
    told = {name: f"the {name}" for name in particulars_of(FINDINGS[code])}
    assert recognised(said(code, **told)) == (FINDINGS[code], told)


def test_a_sentence_is_a_text_that_keeps_its_code() -> None:
    told = said("too-many-layers", layers=41, allowed=40)
    assert told == "has 41 layers, 40 are allowed"
    assert json.dumps([told]) == '["has 41 layers, 40 are allowed"]'
    kept = copy.deepcopy(told)
    assert (kept.code, kept.particulars) == ("too-many-layers", {"layers": "41", "allowed": "40"})


def test_every_sentence_is_said_somewhere_and_nothing_else_is() -> None:
    spoken = [_form(given) for file in SPEAKERS for call in _calls(file, "said") for given in _choices(call.args[0])]
    unknown = [form for form in spoken if not any(re.fullmatch(form, code) for code in FINDINGS)]
    unspoken = [code for code in FINDINGS if not any(re.fullmatch(form, code) for form in spoken)]
    assert (unknown, unspoken) == ([], [])


@pytest.mark.parametrize("file", JUDGES, ids=lambda file: file.stem)
def test_no_check_tells_a_finding_in_words_of_its_own(file: Path) -> None:
    found = [call.args[1] for call in _calls(file, "Finding")] + [call.args[0] for call in _calls(file, "not_run")]
    written = [given for each in found for given in _choices(each) if isinstance(given, ast.Constant | ast.JoinedStr)]
    assert [ast.unparse(given) for given in written] == []


def _calls(file: Path, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _choices(given: ast.expr) -> list[ast.expr]:
    """Both of what an `if` or an `or` chooses from."""
    match given:
        case ast.IfExp(body=one, orelse=other):
            return [*_choices(one), *_choices(other)]
        case ast.BoolOp(values=values):
            return [each for value in values for each in _choices(value)]
    return [given]


def _form(code: ast.expr) -> str:
    """A pattern of the codes that an expression may give."""
    match code:
        case ast.Constant(value=str(text)):
            return re.escape(text)
        case ast.JoinedStr(values=parts):
            return "".join(_form(part) for part in parts)
    return "[a-z]+"
