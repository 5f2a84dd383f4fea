"""The commands that an image's build ran, as its history tells them."""

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

ARGUMENTS = re.compile(r"\|(?P<count>\d{1,4})\s")
ARGUMENT = re.compile(r"(?<!\S)(?P<name>[A-Za-z_]\w*)=")
SHELL = re.compile(r"(?<!\S)/\S*sh\s(?:-\S+\s+(?:[a-z]+\s+)??)*?-\w*c\s+")
CAREFULLY, LONGEST = 16_000, 64_000  # characters of a step that are read as a shell would, and at all
BY_HAND = re.compile(r"&&|\|\||[;|&(){}\n]")
SIGNS = "();|&"
OPENING = frozenset({"then", "do", "else", "elif", "if", "while", "until", "!", "{", "}", "fi", "done", "exec", "time"})
ASSIGNED = re.compile(r"[A-Za-z_]\w*=")


def runs(history: Sequence[str]) -> Iterator[tuple[int, list[list[str]]]]:
    """For each step that ran something: its number, from 1, and the words of each command in it."""
    for number, step in enumerate(history, start=1):
        if (line := _line(step)) is not None:
            yield number, list(_commands(line))


def arguments(history: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Build arguments whose values a step keeps: its number, from 1, and the argument's name."""
    for number, step in enumerate(history, start=1):
        text = step[:LONGEST].removeprefix("RUN ")
        if found := ARGUMENTS.match(text):
            names = ARGUMENT.finditer(text, found.end())
            yield from ((number, name["name"]) for _, name in zip(range(int(found["count"])), names, strict=False))


def _line(step: str) -> str | None:
    """The shell's line; None where the step ran nothing."""
    text = step[:LONGEST].removeprefix("RUN ").removesuffix("# buildkit")
    found = SHELL.search(text) if ARGUMENTS.match(text) else SHELL.match(text)
    if found is None:
        return text if step.startswith("RUN ") else None
    line = text[found.end() :]
    return None if line.startswith("#(nop)") else line


def _commands(line: str) -> Iterator[list[str]]:
    for words in _cut(line.replace("\\\n", " ")):
        kept = list(_without_opening(words))
        if kept:
            yield kept


def _cut(line: str) -> Iterator[list[str]]:
    if len(line) > CAREFULLY:
        yield from _by_hand(line)
        return
    lexer = shlex.shlex(line.replace("\n", " ; "), posix=True, punctuation_chars=SIGNS)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError:  # quotes that a history cut off
        yield from _by_hand(line)
        return
    for sign, part in groupby(words, key=lambda word: bool(word) and set(word) <= set(SIGNS)):
        if not sign:
            yield list(part)


def _by_hand(line: str) -> Iterator[list[str]]:
    return (part.split() for part in BY_HAND.split(line))


def _without_opening(words: Iterable[str]) -> Iterator[str]:
    """From the command's own name on: no keyword, no assignment before it."""
    begun = False
    for word in words:
        begun = begun or not (word in OPENING or ASSIGNED.match(word))
        if begun:
            yield word
