"""What every report says in the same words: how a platform fared, and what was found, the worst first."""

from collections import Counter
from collections.abc import Iterable, Sequence

from services.certification.examining.imported import UNDATED
from services.certification.examining.report import PlatformReport, Report, Weighed, Weight
from services.certification.scan.advisory import Found, Severity
from vocabulary.platform import Platform

SEVERITIES: Sequence[Severity] = ("critical", "high", "medium", "low", "unknown")

# The worst first, with what a person reads above them.
HEADINGS: Sequence[tuple[str, str]] = (
    ("blocks", "In the way of a certificate"),
    ("read", "A reviewer reads these"),
    ("advice", "Advice"),
    ("waived", "Waived"),
    ("not_run", "Not run"),
    ("pass", "Passed"),
)
SAID: dict[Weight, str] = {
    "pass": "passed",
    "advice": "advice",
    "warn": "for a reviewer",
    "fail": "failed",
    "error": "could not be run",
    "not_run": "not run",
    "waived": "waived",
}


def heading_of(check: Weighed) -> str:
    """Under which of HEADINGS a check stands."""
    if check.blocks:
        return "blocks"
    if check.outcome in ("fail", "warn", "error"):
        return "read"
    return check.outcome


def under_headings(checks: Iterable[Weighed]) -> list[tuple[str, str, list[Weighed]]]:
    """Key, words and checks of every heading that has any."""
    ordered = list(checks)
    grouped = ((key, words, [each for each in ordered if heading_of(each) == key]) for key, words in HEADINGS)
    return [(key, words, found) for key, words, found in grouped if found]


def verdict(platform: PlatformReport) -> str:
    """not examined | failed: 2 of 24 checks are in the way | passed: 24 checks, of which 3 were not run."""
    if platform.problem:
        return "not examined"
    if not platform.checks:
        return "failed: no check was run"
    blocking = sum(check.blocks for check in platform.checks)
    if blocking:
        return f"failed: {blocking} of {counted(len(platform.checks), 'check')} in the way"
    missing = sum(check.outcome == "not_run" for check in platform.checks)
    return f"passed: {counted(len(platform.checks), 'check')}" + (f", {missing} of them not run" if missing else "")


def conclusion(report: Report) -> str:
    """One sentence on the whole image."""
    if report.passed:
        return "Passed."
    if not report.platforms:
        return "Failed: there is no platform to examine."
    failed = [each for each in report.platforms if not each.passed]
    return f"Failed: {', '.join(name_of(each) for each in failed)}."


def name_of(platform: PlatformReport) -> str:
    """By its own config; how the index names it beside that where it is another."""
    own, asked = platform.platform, platform.asked
    if own and asked and _normal(own) != _normal(asked):
        return f"{own} (named {asked})"
    return own or asked or "a platform without a name"


def _normal(platform: str) -> str:
    try:
        return str(Platform.parse(platform).normal)
    except ValueError:
        return platform


def by_severity(found: Iterable[Found]) -> dict[Severity, int]:
    counts = Counter(each.severity for each in found)
    return {severity: counts[severity] for severity in SEVERITIES if counts[severity]}


def worst_first(found: Iterable[Found]) -> list[Found]:
    return sorted(
        found, key=lambda each: (SEVERITIES.index(each.severity), -(each.score or 0), each.package, each.advisory)
    )


def holes(found: Sequence[Found] | None) -> str:
    """3 critical, 5 high | none known | not looked for."""
    if found is None:
        return "not looked for"
    counts = by_severity(found)
    return ", ".join(f"{count} {severity}" for severity, count in counts.items()) or "none known"


def uncompared(platform: PlatformReport) -> str:
    """Where no order of such versions is known: nobody can say that these do not touch the image."""
    return f"{counted(len(platform.uncompared), 'advisory', 'advisories')} could not be compared"


def since(found: Found) -> str:
    """The day on which everybody could know of it; empty: nobody says."""
    return "" if found.published == UNDATED else found.published.date().isoformat()


def counted(count: int, noun: str, many: str = "") -> str:
    return f"{count:,} {noun if count == 1 else many or f'{noun}s'}"
