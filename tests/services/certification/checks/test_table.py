"""The table of checks that publishers and operators read is that of the code."""

from pathlib import Path

from services.certification.checks import CHECKS, Kind, for_kind
from services.certification.checks.compose import CHECKS as OF_COMPOSE
from services.certification.checks.outcome import Criterion
from services.certification.examining.policy import load_policy

PAGE = Path(__file__).parents[4] / "docs" / "certification.md"
KINDS: tuple[Kind, ...] = ("container", "scratch", "plugin", "compose")
HEAD = (
    "| check | what it asks for | container | scratch | plugin | compose |",
    "| --- | --- | --- | --- | --- | --- |",
)


def row(check: Criterion) -> str:
    levels = [load_policy(None, kind).levels[check.id] if _asked(check, kind) else "–" for kind in KINDS]
    return f"| `{check.id}` | {check.title} | {' | '.join(levels)} |"


def _asked(check: Criterion, kind: Kind) -> bool:
    return check in (OF_COMPOSE if kind == "compose" else for_kind(kind))


def table() -> list[str]:
    return [*HEAD, *(row(check) for check in (*CHECKS, *OF_COMPOSE))]


def test_the_page_has_each_check_with_the_weight_that_it_has() -> None:
    written = PAGE.read_text(encoding="utf-8").splitlines()
    start = written.index(HEAD[0])
    assert written[start : written.index("", start)] == table()


def test_the_pages_example_is_a_policy() -> None:
    example = PAGE.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]
    assert load_policy(example, "plugin").name == "acme"
