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


SERVICE = click.Choice(["identity", "catalog", "billing", "certification", "support", "notifications"])


@click.command()
@click.argument("service", type=SERVICE)
@click.argument("file", type=NEW)
def export(service: str, file: Path) -> None:
    """Write the log of SERVICE to a new FILE, a CloudEvent a line, while the store runs.

    Personal fields stay encrypted; passwords are in no log, and so not in the file.
    """
    from cli.chandlery import exporting
    from cli.chandlery.settings import resolve

    lines = exporting.export(resolve(os.environ), service, file)
    printing.out().print(f"{lines:,} lines in {file}", markup=False)


@click.command("import-log")
@click.argument("service", type=SERVICE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_log(service: str, file: Path) -> None:
    """Put an exported log from FILE into the empty log of SERVICE, in a store that is down; hashes stay what they were.

    It is another incarnation: read models that followed the log before are stopped until `chandlery rebuild --all`.
    """
    from cli.chandlery import exporting
    from cli.chandlery.settings import resolve

    done = exporting.import_log(resolve(os.environ), service, file, _progress)
    printing.out().print(f"{done.events:,} events in the log of {service}.")
    for line in (*done.flaws, *done.told):
        printing.out().print(line, highlight=False, markup=False)


@click.command()
@click.argument("stream")
@click.option("--at", help="A day or a time (RFC 3339): the stream as it was then.")
def show(stream: str, at: str | None) -> None:
    """Show a stream such as organization-acme: its events, and what they make it. Personal fields stay hidden."""
    from cli.chandlery import showing
    from cli.chandlery.settings import resolve

    try:
        until = None if at is None else showing.moment(at)
    except ValueError as error:
        raise click.BadParameter(f"{at} is no time such as 2026-01-31 or 2026-01-31T12:00:00Z") from error
    found = showing.show(resolve(os.environ), stream, until)
    rows = [
        (str(one.version), str(one.position or "-"), one.time.isoformat(), one.type, one.actor, showing.line(one.data))
        for one in found.events
    ]
    printing.table(("Version", "Position", "Time", "Event", "Actor", "Data"), rows)
    for name, value in showing.told(found.state).items():
        printing.out().print(f"{name}: {value}" if name else f"\n{value}", highlight=False, markup=False)


@click.command()
def tidy() -> None:
    """Forget commands of clients that are older than 90 days, as every service does once a day by itself."""
    from cli.chandlery import tidied
    from cli.chandlery.settings import resolve

    printing.table(("Log", "Commands forgotten"), tidied.tidy(resolve(os.environ)))


def _progress(line: str) -> None:
    printing.err().print(line, style="dim", markup=False)


COMMANDS = (migrate, backup, restore, export, import_log, show, tidy)
