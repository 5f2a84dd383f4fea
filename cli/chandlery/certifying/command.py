"""The publisher's verb: examine an image at home as the store will, without an account and without a network."""

import os
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click

from cli.chandlery.certifying.asked import COULD_NOT_RUN, Asked, Submission, Wished
from cli.chandlery.certifying.options import FILE, OF_EXAMINING, OF_SUBMITTING, OF_WRITING, options
from cli.chandlery.printing import Stop

T = TypeVar("T")


@click.command()
@click.argument("image", required=False)
@options(OF_EXAMINING, OF_WRITING, OF_SUBMITTING)
@click.option("--verify-bundle", "verified", type=FILE, help="Look at a bundle instead; with --submit, submit it.")
def certify(image: str | None, verified: Path | None, submit: bool, **given: Any) -> None:
    """Examine IMAGE as the store would: a reference, an OCI layout (folder or tar), an archive of `docker save`.

    Exit code 0: it passed; 1: it failed; 2: it could not be examined.
    """
    if bool(image) == bool(verified):
        raise click.UsageError("name an image, or a bundle by --verify-bundle")
    submission = _of(Submission, given) if submit else None
    if verified is not None:
        from cli.chandlery.certifying.bundles import look_at

        passed = look_at(verified, given["keys"], submission)
    else:
        passed = _examined(_of(Asked, given | {"image": image}), _of(Wished, given), submission)
    sys.exit(0 if passed else 1)


def _examined(asked: Asked, wished: Wished, submission: Submission | None) -> bool:
    from cli.chandlery.certifying.examining import report_on
    from cli.chandlery.certifying.writing import signing_key, write

    key = signing_key(wished)
    report = report_on(asked, os.environ)
    write(report, wished, key)
    if not any(platform.checks for platform in report.platforms):
        raise Stop(f"{asked.image} could not be examined", COULD_NOT_RUN)
    if submission is not None and report.passed:
        from cli.chandlery.certifying.submitting import submit

        submit(report.reference, report.digest, submission, os.environ)
    return report.passed


def _of(kind: type[T], given: dict[str, Any]) -> T:
    names = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in given.items() if name in names})


@click.command("examine", hidden=True)
def examine_for_the_store() -> None:
    """Examine one image of the store's; what is wanted stands in JSON on the standard input."""
    from cli.chandlery.certifying.child import run

    run(sys.stdin, os.environ, sys.stdout)
