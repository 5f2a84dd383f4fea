"""How bad an advisory says it is: by its CVSS vector, or where there is none by its source's own word, told as such."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cvss import CVSS3, CVSS4
from cvss.exceptions import CVSSError

from services.certification.scan.advisory import Severity

# Red Hat's and its kin's, GitHub's, Ubuntu's and Debian's words.
WORDS: Mapping[str, Severity] = {
    "critical": "critical",
    "important": "high",
    "high": "high",
    "moderate": "medium",
    "medium": "medium",
    "low": "low",
    "minor": "low",
    "negligible": "low",
    "unimportant": "low",
}
BANDS: tuple[tuple[float, Severity], ...] = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))
_FIRST_WORD = re.compile(r"([A-Za-z]+)\s*:")


@dataclass(frozen=True)
class Rated:
    severity: Severity = "unknown"
    score: float | None = None
    vector: str = ""
    said: str = ""  # the word that decided, as it was written


def rated(record: Mapping[str, Any]) -> Rated:
    """Of an OSV record: version 4 of CVSS before 3; of several packages' own vectors the worst."""
    own = list(_vectors(record.get("severity")))
    each = [pair for affected in _dicts(record.get("affected")) for pair in _vectors(affected.get("severity"))]
    for vectors in (own, each):
        for version in ("CVSS_V4", "CVSS_V3"):
            scored = [(score, vector) for kind, vector in vectors if kind == version and (score := scored_by(vector))]
            if scored:
                score, vector = max(scored)
                return Rated(band(score), score, vector)
    for word in _words(record):
        if word.lower() in WORDS:
            return Rated(WORDS[word.lower()], said=word)
    return Rated()


def scored_by(vector: str) -> float:
    """The base score of a CVSS v3 or v4 vector; 0 where it is none, or harms nothing."""
    try:
        return float(CVSS4(vector).base_score if vector.startswith("CVSS:4") else CVSS3(vector).scores()[0])
    except (CVSSError, ArithmeticError, KeyError, ValueError):
        return 0.0


def band(score: float) -> Severity:
    """FIRST's bands of CVSS v3 and v4."""
    return next((severity for least, severity in BANDS if score >= least), "unknown")


def _vectors(told: Any) -> Iterable[tuple[str, str]]:
    for one in _dicts(told):
        kind, vector = one.get("type"), one.get("score")
        if isinstance(kind, str) and isinstance(vector, str) and len(vector) < 500:
            yield kind, vector


def _words(record: Mapping[str, Any]) -> Iterable[str]:
    """In the order in which they are trusted."""
    for one in (record, *_dicts(record.get("affected"))):
        yield from (vector for kind, vector in _vectors(one.get("severity")) if not kind.startswith("CVSS"))
        for place in ("database_specific", "ecosystem_specific"):
            specific = one.get(place)
            if isinstance(specific, dict):
                yield from (word for name in ("severity", "urgency") if isinstance(word := specific.get(name), str))
    summary = record.get("summary")
    if isinstance(summary, str) and (found := _FIRST_WORD.match(summary)):
        yield found[1]


def _dicts(told: Any) -> list[Mapping[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
