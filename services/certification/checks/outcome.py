"""What a check is, and what comes out of one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.criteria import CRITERIA
from vocabulary.facts import fact
from vocabulary.findings import Said

Result = Literal["pass", "fail", "error", "not_run"]
MOST_FINDINGS = 100
LONGEST_TEXT = 500  # characters of what an image says
Group = Literal["identity", "base", "shape", "hygiene", "dynamic", "plugin", "compose", "supply-chain"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the exact label, file, package or layer, what about it, and what to do."""

    where: str
    what: str
    do: str


@dataclass(frozen=True)
class Outcome:
    """`told` is the measured fact in a few words: 14 layers, debian 13 slim."""

    result: Result
    told: str = ""
    findings: tuple[Finding, ...] = ()


Run: TypeAlias = Callable[[Image, Observed], Outcome]


@dataclass(frozen=True)
class Criterion:
    """What is asked for, whatever it is asked of."""

    id: str
    group: Group

    @property
    def title(self) -> str:
        return CRITERIA[self.id]


@dataclass(frozen=True)
class Check(Criterion):
    """A criterion of images; `examining.policy` says how much it weighs."""

    run: Run


def clipped(text: str) -> str:
    """Of a sentence of ours the particulars, too."""
    if not isinstance(text, Said):
        return _cut(text)
    particulars = {name: _cut(value) for name, value in text.particulars.items()}
    return Said(_cut(text), text.code, particulars)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def passes(told: str = "") -> Outcome:
    return Outcome("pass", clipped(told))


def fails(*findings: Finding, told: str = "") -> Outcome:
    """Of very many findings the first are kept, said so."""
    if len(findings) > MOST_FINDINGS:
        kept_of = {"kept": MOST_FINDINGS, "found": len(findings)}
        told = fact("told-first-kept", what=told, **kept_of) if told else fact("first-kept", **kept_of)
    kept = (Finding(clipped(each.where), clipped(each.what), clipped(each.do)) for each in findings[:MOST_FINDINGS])
    return Outcome("fail", told, tuple(kept))


def not_run(why: str) -> Outcome:
    return Outcome("not_run", why)
