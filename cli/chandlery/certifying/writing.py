"""Where the report goes: to the terminal, as a file in the form that was asked for, and packed to take along."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from cli.chandlery import printing
from cli.chandlery.certifying.asked import COULD_NOT_RUN, Wished
from cli.chandlery.printing import Stop
from services.certification.examining.report import Report
from services.certification.reports import bundle, html, json_, junit, sarif
from services.certification.reports.signing import BadKey, SigningKey
from services.certification.reports.terminal import Terminal

FORMS: Mapping[str, Callable[[Report], str]] = {
    "json": json_.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "html": html.render,
}
PLAIN_WIDTH = 100  # columns where no terminal says how many it has


def write(report: Report, wished: Wished, key: SigningKey | None = None) -> None:
    """With a file to write to, the terminal has the readable report all the same."""
    form = FORMS.get(wished.form)
    if form is None:
        _show(report, whole=wished.whole)
    elif wished.output is None:
        sys.stdout.write(form(report))
    else:
        _put(wished.output, form(report).encode())
        _show(report, whole=wished.whole)
    if wished.bundle is not None:
        _put(wished.bundle, bundle.make(report, key))
        printing.err().print(f"{wished.bundle} holds it, {'signed' if key else 'not signed'}.", markup=False)


def signing_key(wished: Wished) -> SigningKey | None:
    """Asked before an image is read; raises Stop."""
    if wished.key is None:
        return None
    try:
        return SigningKey(wished.key.read_bytes(), wished.password.encode() or None)
    except (BadKey, OSError) as wrong:
        raise Stop(f"{wished.key}: {wrong}", COULD_NOT_RUN) from wrong


def _show(report: Report, *, whole: bool) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    console.print(Terminal(report, whole=whole))


def _put(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as wrong:
        raise Stop(f"{path} cannot be written: {wrong.strerror}", COULD_NOT_RUN) from wrong
