"""The operator's verbs for what is known of holes in packages: archives of advisories are loaded, and counted."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from cli.chandlery import printing
from cli.chandlery.printing import Stop

if TYPE_CHECKING:
    from cli.chandlery.asking import Ask
    from cli.chandlery.osv_files import Problem, Record

PART, LARGE = 100, 4_000_000  # records and bytes at a time: the store serves its pages between two parts
MOST = 100  # problems that are told one by one
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Hand(Protocol):
    def unknown(self, marks: Sequence[tuple[str, str]]) -> list[str]:
        """Ids of those that are worth handing over."""

    def load(self, records: Sequence[dict[str, Any]]) -> int:
        """How many are others than before."""

    def finish(self, records: int, changed: int) -> str:
        """The state to which it came."""


@click.group()
def advisories() -> None:
    """What is known of holes in packages."""


@advisories.command()
@click.argument("files", metavar="FILE…", type=FILE, nargs=-1, required=True)
@click.option("--into", type=click.Path(dir_okay=False, path_type=Path), help="A file for `certify --advisories`.")
def load(files: Sequence[Path], into: Path | None) -> None:
    """Load archives as OSV publishes them, one an ecosystem, into the store; what it has is passed over.

    Images that hold a package of which something new is known are matched again. Exit code 1: some record could not be
    read; the rest is in.
    """
    with _to(into) as hand:
        counted = _loaded(files, hand)
    printing.table(
        ("Records", "New or changed", "Problems", "State"),
        [(f"{counted.read:,}", f"{counted.changed:,}", f"{counted.problems:,}", counted.state)],
    )
    if counted.problems:
        sys.exit(1)


@advisories.command()
def status() -> None:
    """Show how many advisories there are of each ecosystem."""
    from cli.chandlery.asking import ask

    told = ask("advisories_loaded")
    printing.table(("Ecosystem", "Advisories"), [(name, f"{count:,}") for name, count in told["ecosystems"].items()])
    printing.out().print(f"State: {told['state'] or 'none are loaded'}.", markup=False)
    if told["waiting"]:
        printing.out().print(f"Images are being matched again with {told['waiting']:,} changes.")


@dataclass
class Counted:
    read: int = 0
    changed: int = 0
    problems: int = 0
    state: str = ""


def _loaded(files: Sequence[Path], hand: Hand) -> Counted:
    from cli.chandlery.osv_files import Problem, read

    counted = Counted()
    for path in files:
        before = counted.read
        for part in _parts(read(path)):
            records = [one for one in part if not isinstance(one, Problem)]
            for one in part:
                if isinstance(one, Problem):
                    _tell(one, counted)
            counted.read += len(records)
            counted.changed += _handed(records, hand)
        printing.err().print(f"{path.name}: {counted.read - before:,} records", style="dim", markup=False)
    counted.state = hand.finish(counted.read, counted.changed)
    return counted


def _parts(found: Iterable["Record | Problem"]) -> Iterator[list["Record | Problem"]]:
    part: list[Record | Problem] = []
    size = 0
    for one in found:
        part.append(one)
        size += getattr(one, "size", 0)
        if len(part) == PART or size > LARGE:
            yield part
            part, size = [], 0
    yield part


def _handed(records: Sequence["Record"], hand: Hand) -> int:
    unknown = set(hand.unknown([(one.id, one.modified.isoformat()) for one in records]))
    return hand.load([one.body for one in records if one.id in unknown]) if unknown else 0


def _tell(problem: "Problem", counted: Counted) -> None:
    counted.problems += 1
    if counted.problems <= MOST:
        where = f"{problem.file}: {problem.name}" if problem.name else problem.file
        printing.complain("".join(each if each.isprintable() else "�" for each in f"{where}: {problem.text}"))
    elif counted.problems == MOST + 1:
        printing.complain("… and more problems, which are counted only")


@contextmanager
def _to(into: Path | None) -> Iterator[Hand]:
    from cli.chandlery.asking import asking

    if into is not None:
        with _file(into) as written:
            yield written
        return
    with asking(os.environ) as ask:
        yield _Store(ask)


class _Store:
    def __init__(self, ask: "Ask") -> None:
        self._ask = ask

    def unknown(self, marks: Sequence[tuple[str, str]]) -> list[str]:
        told: list[str] = self._ask("unknown_advisories", marks=list(marks))
        return told

    def load(self, records: Sequence[dict[str, Any]]) -> int:
        told = self._ask("load_advisories", records=list(records))
        return int(told["changed"])

    def finish(self, records: int, changed: int) -> str:
        return str(self._ask("finish_loading", read=records, changed=changed)["state"])


@contextmanager
def _file(path: Path) -> Iterator[Hand]:
    from services.certification.adapters.advisory_file import Written
    from services.certification.ports import Unreadable

    try:
        written = Written(path)
    except Unreadable as wrong:
        raise Stop(str(wrong)) from wrong
    with closing(written):
        yield written
