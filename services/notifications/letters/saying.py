"""What is said of one kind of notice, in English; each part by the first of its sentences whose facts are all told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Saying:
    """The last title, and the last text, need no fact but `name`, which is always told."""

    title: tuple[str, ...]  # the subject; up to some 70 characters
    text: tuple[str, ...]  # what happened, in a sentence
    todo: tuple[str, ...]  # what to do, in a sentence; empty: nothing
    action: str  # what stands on the link

    def sentences(self) -> tuple[str, ...]:
        return (*self.title, *self.text, *self.todo, self.action)


def chosen(sentences: tuple[str, ...], facts: Mapping[str, str]) -> str:
    """The first whose facts are told and not empty; empty: none."""
    return next((each for each in sentences if all(facts.get(name) for name in NAMED.findall(each))), "")
