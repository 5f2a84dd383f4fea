"""The operator's verbs for what is kept: brought up to date, backed up, put back, taken elsewhere and shown."""

import os
import sys
from pathlib import Path

import click

from cli.chandlery import printing

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


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


NEW = click.Path(path_type=Path)


@click.command()
@click.argument("folder", type=NEW)
@click.option("--keys", type=NEW, help="Where the keys of personal fields go; without it, beside: FOLDER-keys.")
@click.option("--without-images", is_flag=True, help="Leave out the registry's files, which are backed up elsewhere.")
def backup(folder: Path, keys: Path | None, without_images: bool) -> None:
    """Back up the store to a new FOLDER while it runs.

    The keys go into a folder of their own: keep that for days only. Whoever is erased stays readable for as long as
    a copy of their key is kept.
    """
    from cli.chandlery.backing import back_up
    from cli.chandlery.settings import resolve

    apart = keys or folder.with_name(f"{folder.name}-keys")
    back_up(resolve(os.environ), folder, apart, _progress, images=not without_images)
    printing.out().print(f"Backed up to {folder}; the keys are in {apart}.", markup=False)


@click.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--keys", type=FOLDER, help="Where the keys of personal fields are; without it, beside: FOLDER-keys.")
@click.option("--without-keys", is_flag=True, help="Personal fields stay unreadable, for good.")
@click.option("--in-place", is_flag=True, help="The databases were put back by other means: only make them known.")
def restore(folder: Path | None, keys: Path | None, without_keys: bool, in_place: bool) -> None:
    """Put a backup from FOLDER where there is no store. Exit code 1: some log is not as it was written.

    Afterwards start the store; read models that outlived their logs are stopped until `chandlery rebuild --all`.
    """
    from cli.chandlery import restored

    if in_place == (folder is not None):
        raise click.UsageError("name the backup's folder, or say --in-place")
    if folder is not None and not without_keys:
        keys = keys or folder.with_name(f"{folder.name}-keys")
    if not restored.run(os.environ, folder, keys, _progress):
        sys.exit(1)


def _progress(line: str) -> None:
    printing.err().print(line, style="dim", markup=False)


COMMANDS = (migrate, backup, restore)
