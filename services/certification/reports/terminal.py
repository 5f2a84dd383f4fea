"""The report as a person reads it on a terminal: what is in the way first, each finding with what to do."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from services.certification.examining.report import PlatformReport, Report, Weighed
from services.certification.reports.printable import printable
from services.certification.reports.summary import (
    conclusion,
    counted,
    holes,
    name_of,
    uncompared,
    under_headings,
    verdict,
    worst_first,
)
from services.certification.scan.advisory import Found

MARKS = {"blocks": "✗", "read": "!", "advice": "·", "waived": "~", "not_run": "-", "pass": "✓"}
PLAIN = MARKS | {"blocks": "x", "advice": "*", "pass": "+"}  # where the terminal knows ASCII alone
STYLES = {
    "blocks": "bold red",
    "read": "yellow",
    "advice": "cyan",
    "waived": "magenta",
    "not_run": "dim",
    "pass": "green",
}
COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "", "unknown": "dim"}
TRIED = ("dynamic", "plugin")  # groups of checks that need an engine
UNTRIED = "What needs an engine runs where one is named by --engine, and is left to the store by --static."
DIGEST = re.compile(r"(sha256:[0-9a-f]{12})[0-9a-f]{52}")
SHOWN = 15  # holes of a platform; the other forms hold all
FINDINGS, ADVISED = 8, 3  # of a check, of one that is advice alone
NARROW = 60  # columns under which the table of holes becomes a list


class Terminal:
    """A renderable of rich, for any width; `whole` shows every finding and every check on a line of its own."""

    def __init__(self, report: Report, *, whole: bool = False) -> None:
        self._report = printable(report)
        self._whole = whole

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        marks = PLAIN if options.ascii_only else MARKS
        yield from _head(self._report)
        for platform in self._report.platforms:
            yield Text()
            yield _title(platform, marks)
            if platform.problem:
                yield _indented(Text(platform.problem), 2)
                continue
            yield _facts(platform)
            yield from self._checks(platform, marks)
            yield from self._holes(platform, options.max_width)
        yield Text()
        yield Rule(style="dim", characters="-" if options.ascii_only else "─")
        yield Text(conclusion(self._report), style="bold green" if self._report.passed else "bold red")

    def _checks(self, platform: PlatformReport, marks: dict[str, str]) -> Iterator[RenderableType]:
        for key, words, checks in under_headings(platform.checks):
            yield Text()
            if key in ("pass", "not_run") and not self._whole:
                yield from _in_brief(key, words, checks, marks)
                continue
            yield _indented(Text(words, style="bold"), 2)
            for check in checks:
                yield from self._check(check, key, marks)
            if key == "blocks" and any(check.outcome == "not_run" and check.group in TRIED for check in checks):
                yield _indented(Text(UNTRIED, style="dim"), 4)

    def _check(self, check: Weighed, key: str, marks: dict[str, str]) -> Iterator[RenderableType]:
        mark = "not_run" if check.outcome == "not_run" else key
        line = Text.assemble(check.title, "  ", (check.check, "dim"))
        if check.told:
            line.append(f"  {check.told}", style="dim")
        yield _marked(Text(marks[mark], style=STYLES[key]), line, 2)
        if check.waived_by:
            yield _indented(Text(check.waived_by, style="dim"), 6)
        most = ADVISED if key == "advice" else FINDINGS
        shown = check.findings if self._whole else check.findings[:most]
        for do, findings in groupby(shown, attrgetter("do")):
            for finding in findings:
                yield _indented(Text.assemble((finding.where, "bold"), f": {finding.what}"), 6)
            if do:
                yield _marked(Text("->", style="dim"), Text(do), 8)
        if left := len(check.findings) - len(shown):
            yield _indented(Text(f"and {left:,} more", style="dim"), 6)

    def _holes(self, platform: PlatformReport, width: int) -> Iterator[RenderableType]:
        if not platform.found:
            return
        shown = worst_first(platform.found)
        shown = shown if self._whole else shown[:SHOWN]
        yield Text()
        yield _indented(Text("Known vulnerabilities", style="bold"), 2)
        yield _indented(_listed(shown) if width < NARROW else _tabled(shown), 4)
        if left := len(platform.found) - len(shown):
            yield _indented(Text(f"and {left:,} more; --whole shows them, like every other format", style="dim"), 4)


def _head(report: Report) -> Iterator[RenderableType]:
    yield Text(report.reference, style="bold")
    yield Text(report.digest, style="dim")
    state = report.advisories or "none at hand"
    policy = DIGEST.sub(r"\1", report.policy)
    yield Text(f"{report.kind} · policy {policy} · {report.tool} · advisories: {state}", style="dim")


def _title(platform: PlatformReport, marks: dict[str, str]) -> Text:
    key = "pass" if platform.passed else "blocks"
    return Text.assemble((f"{marks[key]} {name_of(platform)}", STYLES[key]), f"  {verdict(platform)}")


def _facts(platform: PlatformReport) -> Padding:
    grade = f" · grade {platform.grade}" if platform.grade else ""
    unsure = f" · {uncompared(platform)}" if platform.uncompared else ""
    drop = f" until {platform.next_drop.isoformat()}" if platform.next_drop else ""
    found = f"known vulnerabilities: {holes(platform.found)}{unsure}"
    text = f"{counted(platform.package_count, 'package')} · {found}{grade}{drop}"
    return _indented(Text(text, style="dim"), 2)


def _in_brief(key: str, words: str, checks: Sequence[Weighed], marks: dict[str, str]) -> Iterator[RenderableType]:
    """The names alone; what was not run by the reason that kept it."""
    if key == "pass":
        names = ", ".join(check.check for check in checks)
        yield _marked(Text(marks[key], style=STYLES[key]), Text.assemble((f"{words}: ", "bold"), (names, "dim")), 2)
        return
    yield _indented(Text(words, style="bold"), 2)
    for why in dict.fromkeys(check.told for check in checks):
        names = ", ".join(check.check for check in checks if check.told == why)
        yield _marked(Text(marks[key], style=STYLES[key]), Text.assemble((names, "dim"), f": {why}" if why else ""), 2)


def _tabled(found: Sequence[Found]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("Severity", "Package", "Version", "Fixed in", "Advisory"):
        table.add_column(column, overflow="fold")
    for each in found:
        score = "" if each.score is None else f" {each.score:.1f}"
        severity = Text(f"{each.severity}{score}", style=COLOURS[each.severity])
        table.add_row(
            severity, Text(each.package), Text(each.version), Text(each.fixed or "not yet"), Text(_named(each))
        )
    return table


def _listed(found: Sequence[Found]) -> Text:
    lines = Text()
    for each in found:
        lines.append(f"{each.severity} ", style=COLOURS[each.severity])
        lines.append(f"{each.package} {each.version}, fixed in {each.fixed or 'none yet'}: {_named(each)}\n")
    lines.rstrip()
    return lines


def _named(found: Found) -> str:
    """By its CVE, which people know; who said so where it was not our own comparison."""
    cve = next((name for name in (found.advisory, *found.aliases) if name.startswith("CVE-")), found.advisory)
    return cve if found.source == "osv" else f"{cve} ({found.source})"


def _marked(mark: Text, text: Text, indent: int) -> Padding:
    """A mark with its text beside it, which stays beside it where it is wrapped."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(mark, text)
    return _indented(grid, indent)


def _indented(content: RenderableType, columns: int) -> Padding:
    return Padding(content, (0, 0, 0, columns), expand=False)
