"""Each reason for which a push cannot be released has a sentence, that names what its code tells and no more."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from services.catalog.adapters import registry
from vocabulary.unreleasable import UNRELEASABLE, WITHDRAWN


def raised() -> Iterator[tuple[str, set[str]]]:
    for path in Path(registry.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Unreleasable":
                (code,) = node.args
                assert isinstance(code, ast.Constant)
                yield str(code.value), {str(each.arg) for each in node.keywords}


def test_each_reason_is_told_with_what_its_sentence_names() -> None:
    named = {code: set(re.findall(r"%\((\w+)\)s", sentence)) for code, sentence in UNRELEASABLE.items()}
    assert [(code, given) for code, given in raised() if named.get(code) != given] == []
    assert {code for code, _ in raised()} | {WITHDRAWN} == UNRELEASABLE.keys()
