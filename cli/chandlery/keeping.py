"""The operator's verbs for what is kept: brought up to date, backed up, put back, taken elsewhere and shown."""

import os
import sys

import click

from cli.chandlery import printing


@click.command()
@click.option("--check", is_flag=True, help="Only look; exit code 1 where a database is behind.")
def migrate(check: bool) -> None:
    """Take every database to where this program needs it. `up` does it by itself, `serve` asks for it.

    Processes of the version before go on meanwhile: run it first, then start the new ones.
    """
    from cli.chandlery import migrating
    from cli.chandlery.settings import resolve

    settings = resolve(os.environ)
    if not check:
        printing.table(("Database", "Was at", "Is at"), migrating.migrated(settings))
        return
    found = [(each.name, each.current(), each.head) for each in migrating.tables(settings)]
    printing.table(("Database", "Is at", "Needed"), [(name, at or "not made yet", head) for name, at, head in found])
    if any("" < at < head for _, at, head in found):
        sys.exit(1)


COMMANDS = (migrate,)
