"""A receiver's own form: what it wants to know with every ticket that is handed to it."""

from collections.abc import Mapping, Sequence

from eventlog.refusal import Invalid
from services.support.events import Question

LONGEST = {"text": 500, "lines": 5_000, "choice": 500}  # characters


def answered(questions: Sequence[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """What was answered, in the form's order; refuses by its name the first that is unknown, missing, or unfit."""
    known = {question.name: question for question in questions}
    _must_be_none("answer-unknown", [name for name in answers if name not in known])
    said = {name: text for name in known if (text := answers.get(name, "").strip())}
    _must_be_none("answer-missing", [name for name, each in known.items() if each.required and name not in said])
    _must_be_none("answer-unfit", [name for name, text in said.items() if not _fits(known[name], text)])
    return said


def _fits(question: Question, text: str) -> bool:
    if len(text) > LONGEST.get(question.kind, LONGEST["text"]):
        return False
    if question.kind == "choice":
        return text in question.options
    return question.kind == "lines" or text.isprintable()


def _must_be_none(code: str, names: Sequence[str]) -> None:
    if names:
        raise Invalid(code, names[0][:60])
