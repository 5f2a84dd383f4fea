"""Go-like templates, as far as docker's own commands are given them: fields, json, upper, lower, title, join, pipes.

`table {{.Name}}\t{{.Tag}}` makes columns with headings. Anything else of Go's templates is refused by name.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from cli.docker_store.ending import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ACTION = re.compile(r"\{\{(-\s)?(.*?)(\s-)?\}\}", re.DOTALL)
WORD = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|`[^`]*`|\||[^\s|"`]+)""")
FIELD = re.compile(r"(\.[A-Za-z_][A-Za-z0-9_]*)+|\.")
KNOWN = "fields such as {{.Name}}, json, upper, lower, title, join, and pipes"

Term = tuple[str, tuple[str, ...]]


class Template:
    """Read once, filled in for each row; raises Stop with what it does not know."""

    def __init__(self, text: str, fields: Sequence[str]) -> None:
        self._fields = fields
        self.is_table = text.startswith("table ") or text == "table"
        text = text[len("table") :].lstrip() if self.is_table else text
        self._pieces = list(self._read(text.replace("\\t", "\t").replace("\\n", "\n")))

    def filled(self, row: Mapping[str, Any]) -> str:
        return "".join(piece if isinstance(piece, str) else _shown(piece.value(row)) for piece in self._pieces)

    def headings(self) -> str:
        """The template with each action's field in capitals, as docker heads its columns."""
        return "".join(piece if isinstance(piece, str) else piece.heading for piece in self._pieces)

    def _read(self, text: str) -> list[str | Action]:
        pieces: list[str | Action] = []
        at, trim = 0, False
        for found in ACTION.finditer(text):
            between = text[at : found.start()]
            between = between.lstrip() if trim else between
            pieces.append(between.rstrip() if found[1] else between)
            pieces.append(Action(found[2].strip(), self._fields))
            at, trim = found.end(), bool(found[3])
        rest = text[at:].lstrip() if trim else text[at:]
        if "{{" in rest:
            raise Stop(f"The template's “{rest[rest.index('{{') :][:20]}” is not closed by }}}}.")
        return [*pieces, rest]


class Action:
    """What stands between {{ and }}: a pipe of steps, each with its arguments."""

    def __init__(self, text: str, fields: Sequence[str]) -> None:
        self._fields = fields
        steps: list[list[str]] = [[]]
        for word in _words(text):
            if word == "|":
                steps.append([])
            else:
                steps[-1].append(word)
        if not all(steps):
            raise Stop(f"The template's {{{{{text}}}}} is not complete.", f"It may have {KNOWN}.")
        for at, step in enumerate(steps):
            self._check(step, text, first=at == 0)
        self._steps = steps
        named = next((word for step in steps for word in step if word[0] == "." and word != "."), text)
        self.heading = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", named.rpartition(".")[2]).upper()

    def value(self, row: Mapping[str, Any]) -> Any:
        piped: list[Any] = []
        for step in self._steps:
            function = FUNCTIONS.get(step[0])
            given = [_value(word, row) for word in (step[1:] if function else step)] + piped
            piped = [function(*given) if function else given[0]]
        return piped[0]

    def _check(self, step: Sequence[str], text: str, *, first: bool) -> None:
        name, count = step[0], len(step) - 1 + (0 if first else 1)
        wrong = f"The template's {{{{{text}}}}} cannot be filled in: "
        if name in FUNCTIONS:
            if count != TAKES[name]:
                raise Stop(f"{wrong}{name} takes {TAKES[name]} values.", 'Such as {{json .}} or {{join .Tags ", "}}')
        elif not (_is_value(name) and first and count == 0):
            raise Stop(f"{wrong}“{name}” is not known here.", f"It may have {KNOWN}.")
        for word in step:
            if FIELD.fullmatch(word) and word != "." and word.split(".")[1] not in self._fields:
                raise Stop(f"{wrong}there is no {word}.", f"There are: {' '.join(f'.{one}' for one in self._fields)}")


def _words(text: str) -> list[str]:
    words, at = [], 0
    while at < len(text):
        found = WORD.match(text, at)
        if found is None:
            raise Stop(f"The template's {{{{{text}}}}} cannot be read.", f"It may have {KNOWN}.")
        words.append(found[1])
        at = found.end()
    return words


def _is_value(word: str) -> bool:
    return word[0] in '"`' or FIELD.fullmatch(word) is not None


def _value(word: str, row: Mapping[str, Any]) -> Any:
    if word[0] in '"`':
        return json.loads(word) if word[0] == '"' else word[1:-1]
    found: Any = row
    for name in word.split(".")[1:] if word != "." else ():
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _shown(value: Any) -> str:
    """As Go prints values: lists as [a b], nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + " ".join(_shown(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _join(values: Any, between: Any) -> str:
    return str(between).join(_shown(each) for each in (values if isinstance(values, list) else [values]))


FUNCTIONS: dict[str, Callable[..., str]] = {
    "json": lambda value: json.dumps(value, ensure_ascii=False),
    "upper": lambda value: _shown(value).upper(),
    "lower": lambda value: _shown(value).lower(),
    "title": lambda value: _shown(value).title(),
    "join": _join,
}
TAKES = {"json": 1, "upper": 1, "lower": 1, "title": 1, "join": 2}
