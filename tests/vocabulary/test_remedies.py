"""What to do about a finding is one of the sentences that pages can tell in another language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from vocabulary.remedies import REMEDIES, recognised, remedy

CHECKS = Path(__file__).parents[2] / "services" / "certification" / "checks"
GAP = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("code", REMEDIES)
def test_a_sentence_is_known_again_with_what_it_names(code: str) -> None:
    told = {name: f"the {name}" for name in GAP.findall(REMEDIES[code])}
    assert recognised(remedy(code, **told)) == (REMEDIES[code], told)


@pytest.mark.parametrize("text", ["", "Something else", "Remove", "Add LABEL x or y"])
def test_what_is_none_of_them_stays_as_it_is(text: str) -> None:
    assert recognised(text) is None


def test_what_a_sentence_names_may_be_anything() -> None:
    found = recognised(remedy("remove-package", package="lib\n%(x)s, with --pull"))
    assert found == ("Remove %(package)s", {"package": "lib\n%(x)s, with --pull"})


@pytest.mark.parametrize("file", sorted(CHECKS.glob("*.py")), ids=lambda file: file.stem)
def test_no_check_says_what_to_do_in_words_of_its_own(file: Path) -> None:
    assert [ast.unparse(given) for given in _dos(ast.parse(file.read_text(encoding="utf-8"))) if _written(given)] == []


def _dos(tree: ast.AST) -> Iterator[ast.expr]:
    """What stands third in a finding, and in a step that an engine takes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = {"Finding": 2, "of_step": 2}.get(node.func.id)
            if place is not None and len(node.args) > place:
                yield node.args[place]


def _written(given: ast.expr) -> bool:
    return isinstance(given, ast.Constant | ast.JoinedStr)
