"""What was measured, where something is wrong, and why an image could not be read, are told by codes that pages can
tell in another language."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest

from vocabulary import facts, places, unreadable
from vocabulary.facts import FACTS, counted, fact
from vocabulary.findings import FINDINGS
from vocabulary.places import PLACES, located
from vocabulary.sentences import particulars_of
from vocabulary.unreadable import UNREADABLE

CERTIFICATION = Path(__file__).parents[2] / "services" / "certification"
CALLS = {
    file.relative_to(CERTIFICATION).as_posix(): [
        call
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    ]
    for file in sorted(CERTIFICATION.rglob("*.py"))
}
FROM_A_REGISTRY = [f"adapters/sources/{name}.py" for name in ("asking", "manifests", "registry", "signing_in")]
IN_THE_STORE = [file for file in CALLS if file.startswith("scan/") or file in FROM_A_REGISTRY]


def test_each_code_and_each_sentence_stands_once() -> None:
    assert FACTS.keys().isdisjoint(FINDINGS), "a fact is noted beside a check as a finding is: by its code alone"
    for table in (FACTS, PLACES, UNREADABLE):
        assert len(set(table.values())) == len(table)


@pytest.mark.parametrize(
    ("table", "known"), [(FACTS, facts), (PLACES, places), (UNREADABLE, unreadable)], ids=["facts", "places", "unread"]
)
def test_each_is_known_again_with_what_it_names(table: dict[str, str], known: ModuleType) -> None:
    for sentence in table.values():
        told = {name: f"the-{name}" for name in particulars_of(sentence)}
        assert known.recognised(sentence % told) == (sentence, told)


def test_a_fact_is_a_text_that_keeps_its_code() -> None:
    told = fact("build-level", level=2)
    assert (told, told.code, told.particulars) == ("SLSA build level 2", "build-level", {"level": "2"})


def test_one_thing_is_not_told_as_many() -> None:
    assert [counted("layers", count) for count in (0, 1, 2)] == ["0 layers", "1 layer", "2 layers"]
    assert counted("layers", 1).code == "one-layer"


@pytest.mark.parametrize(("table", "name"), [(FACTS, "fact"), (PLACES, "located"), (UNREADABLE, "unreadable")])
def test_every_one_is_told_somewhere_and_nothing_else_is(table: dict[str, str], name: str) -> None:
    told = {form for call in _calls(name) for form in _forms(call.args[0])}
    if table is FACTS:
        told |= {form for call in _calls("counted") for form in _counted(call.args[0])}
    if table is UNREADABLE:
        told |= {form for call in _calls("within") for form in _forms(call.args[2])}
    assert [form for form in told if not any(re.fullmatch(form, code) for code in table)] == []
    assert [code for code in table if not any(re.fullmatch(form, code) for form in told)] == []


def test_no_check_tells_a_fact_or_a_place_in_words_of_its_own() -> None:
    given = [call.args[0] for call in _calls("passes", "Finding") if call.args]
    given += [
        word.value for call in chain(*CALLS.values()) for word in call.keywords if word.arg in ("told", "untried")
    ]
    assert [text for one in given for text in _texts(one) if re.search(r"[a-z]+ [a-z]+", text)] == []


def test_the_store_says_why_it_cannot_read_an_image_by_these_alone() -> None:
    given = [call.args[0] for call in _calls("Unreadable", "Exhausted", "_broken", of=IN_THE_STORE) if call.args]
    assert len(given) > 40
    assert [text for one in given for text in _texts(one)] == []


def test_a_place_says_where() -> None:
    assert located("file-in-layer", file="/run/secrets", layer=3) == "/run/secrets, layer 3"


def _calls(*names: str, of: Iterable[str] = CALLS) -> Iterator[ast.Call]:
    for call in chain(*(CALLS[file] for file in of)):
        if isinstance(call.func, ast.Name) and call.func.id in names:
            yield call


def _forms(code: ast.expr) -> list[str]:
    """Patterns of the codes that an expression may give."""
    match code:
        case ast.IfExp(body=one, orelse=other):
            return [*_forms(one), *_forms(other)]
        case ast.Constant(value=str(text)):
            return [re.escape(text)]
        case ast.JoinedStr(values=parts):
            return ["".join("[a-z]+" if isinstance(part, ast.FormattedValue) else _forms(part)[0] for part in parts)]
    return ["[a-z]+"]


def _counted(things: ast.expr) -> list[str]:
    return [form for many in _forms(things) for form in (many, f"one-{many.removesuffix('s')}")]


def _texts(given: ast.expr) -> list[str]:
    """Words that stand in a check itself, not what it asks a table for."""
    match given:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return [text for part in parts for text in _texts(part)]
        case ast.IfExp(body=one, orelse=other):
            return [*_texts(one), *_texts(other)]
        case ast.BoolOp(values=values):
            return [text for value in values for text in _texts(value)]
    return []
