"""What support needs from outside: the post, a place for files, and TSANet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Partner:
    """A department of a member of TSANet whose support can be asked."""

    company: str
    department: str
    document: str  # id of the form that it wants filled in


@dataclass(frozen=True)
class FormField:
    name: str  # its id in the form
    section: str
    label: str
    kind: str  # text | lines | choice
    required: bool
    options: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A collaboration request as TSANet shows it now; texts are plain, HTML was made so."""

    token: str
    number: str
    status: str  # OPEN | INFORMATION | ACCEPTED | REJECTED | CLOSED
    ours: bool  # we sent it
    company: str  # the other one
    our_case: str  # our own number, with which it was opened
    their_case: str
    summary: str
    description: str
    priority: int
    respond_by: datetime | None
    responses: tuple[Mapping[str, Any], ...]  # oldest first: {id, type, …} as adapters/tsanet documents
    notes: tuple[Mapping[str, Any], ...]  # oldest first: {id, ours, author, summary, text, at}


class TSANet(Protocol):
    """Raises Unavailable while it cannot be reached, Refused with its reason where it would not do what was asked.

    Whoever gives a command twice has it done once: `open` looks for a case with our number first, the others look at
    the case as it stands.
    """

    def partners(self, name: str) -> Sequence[Partner]: ...

    def form(self, document: str) -> Sequence[FormField]: ...

    def open(
        self, document: str, our_case: str, summary: str, description: str, priority: int, answers: Mapping[str, str]
    ) -> Case: ...

    def case(self, token: str) -> Case: ...

    def waiting(self) -> Iterator[str]:
        """Tokens of the cases that are OPEN or INFORMATION, and of those that changed since it was last asked."""

    def accept(self, token: str, case_number: str, engineer: Mapping[str, str], next_steps: str) -> None: ...

    def reject(self, token: str, engineer: Mapping[str, str], reason: str) -> None: ...

    def ask(self, token: str, engineer: Mapping[str, str], text: str, nth: int = 1) -> None:
        """`nth`: how often we have asked this by then; `answer` counts likewise."""

    def answer(self, token: str, engineer: Mapping[str, str], text: str, nth: int = 1) -> None: ...

    def note(self, token: str, key: str, summary: str, text: str, priority: int) -> str:
        """The note's id; `key` is ours, and one that is there already is not written again."""

    def close(self, token: str) -> None: ...
