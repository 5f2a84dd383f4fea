"""A compose file as checks see it: which images its services name, and what is wrong with the file itself.

Read strictly by the Compose specification's schema, from YAML's nodes: nothing is built from it, and places have lines.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from services.certification.checks.outcome import Criterion, Finding, Outcome
from vocabulary.findings import Said, said
from vocabulary.places import located

LONGEST = 100_000  # characters
DEEPEST = 64  # mappings and lists within each other
MERGE = "tag:yaml.org,2002:merge"
TEXT = "tag:yaml.org,2002:str"
Node: TypeAlias = Any  # yaml.Node, for which no types are published
Known: TypeAlias = Mapping[str, Collection[str]]  # store.example/acme/db, and its released tags and digests


@dataclass(frozen=True)
class Named:
    """An image, and where the file names it: `services.db.image, line 4`."""

    where: str
    image: str


@dataclass(frozen=True)
class Composition:
    """`built`: places of services without an image, which are built where they are started; `builds`: of all that can
    be built there; `reaching`: what of the host is given to them."""

    services: int = 0
    images: tuple[Named, ...] = ()
    built: tuple[str, ...] = ()
    builds: tuple[str, ...] = ()
    problems: tuple[Finding, ...] = ()
    reaching: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class ComposeCheck(Criterion):
    """A criterion of compose files."""

    run: Callable[[Composition, Known], Outcome]


class NotReadable(Exception):
    """It is no YAML, or none that is read: why, with the line."""

    def __init__(self, why: Said) -> None:
        super().__init__(why)
        self.why = why


def document(text: str) -> Node:
    """The file's mapping; raises NotReadable."""
    if len(text) > LONGEST:
        raise NotReadable(said("too-long", characters=f"{LONGEST:,}"))
    try:
        _must_be_flat(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        why = getattr(problem, "problem", problem)
        told = said("no-yaml-at", problem=why, line=mark.line + 1) if mark else said("no-yaml", problem=why)
        raise NotReadable(told) from None
    if not isinstance(node, yaml.MappingNode):
        raise NotReadable(said("no-table"))
    return node


def _must_be_flat(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise NotReadable(said("too-deep", deep=DEEPEST, line=event.start_mark.line + 1))


def fields(node: Node, read: dict[int, dict[str, Node]] | None = None) -> dict[str, Node]:
    """A mapping's values by key, what `<<` merges beneath its own; none of anything else.

    `read` are mappings that were merged before: each is read once, whatever names it, itself among them.
    """
    if not isinstance(node, yaml.MappingNode):
        return {}
    read = {} if read is None else read
    if id(node) in read:
        return read[id(node)]
    read[id(node)] = {}
    own: dict[str, Node] = {}
    merged: dict[str, Node] = {}
    for key, value in node.value:
        if key.tag == MERGE:
            for part in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                merged = fields(part, read) | merged
        elif isinstance(key, yaml.ScalarNode):
            own[key.value] = value
    read[id(node)] = merged | own
    return read[id(node)]


def items(node: Node) -> list[Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def text_of(node: Node) -> str | None:
    """Of a scalar that YAML reads as a text; None of anything else."""
    return node.value if isinstance(node, yaml.ScalarNode) and node.tag == TEXT else None


def bare(node: Node) -> str:
    """What a scalar says, whatever YAML takes it for; empty for anything else."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def place(path: str, node: Node) -> str:
    return located("line", key=path, line=node.start_mark.line + 1)


def doubled(root: Node) -> Iterator[tuple[str, Node]]:
    """Every key that stands twice in one mapping; each mapping is looked at once, however often it is named."""
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen or isinstance(node, yaml.ScalarNode):
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
            continue
        names = set()
        for key, value in node.value:
            waiting.append(value)
            if isinstance(key, yaml.ScalarNode):
                if key.value in names and key.tag != MERGE:
                    yield key.value, key
                names.add(key.value)
