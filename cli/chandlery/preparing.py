"""`chandlery prepare`: what the processes of a store at scale find when they start, made once by one of them."""

import os
from pathlib import Path

import click

from cli.chandlery import printing


@click.command()
@click.option(
    "--registry",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write into this folder the configuration of a registry that runs elsewhere, and what it is to trust.",
)
@click.option("--registry-folder", default="", help="Where that registry finds the folder; default: at the same path.")
@click.option("--registry-storage", default="/var/lib/registry", show_default=True, help="Where it keeps images.")
@click.option("--registry-listens", default=":5000", show_default=True, help="HOST:PORT that it listens on.")
@click.option("--store", default="", help="Address at which it reaches this store; default: CHANDLERY_URL.")
def prepare(
    folder: Path | None, registry_folder: str, registry_storage: str, registry_listens: str, store: str
) -> None:
    """Make databases that are missing, migrate the others, make the store's keys and configure its registry.

    Run again without harm: before the processes of a new store start, and before those of a newer version do.
    """
    from cli.chandlery import groundwork, migrating
    from cli.chandlery.settings import resolve
    from cli.chandlery.sharing import shared

    settings = resolve(os.environ)
    with shared("prepare", settings) as own:
        made = [url for url in groundwork.databases(settings) if groundwork.made(url)]
        changed = [(name, was, now) for name, was, now in migrating.migrated(settings) if was != now]
        printing.say(f"Databases that were made: {len(made)}. Tables that were made or changed: {len(changed)}.")
        if folder is not None:
            at = Path(registry_folder or folder)
            document = groundwork.registry(settings, own, at, registry_storage, registry_listens, store)
            groundwork.write(folder, Path(settings["CHANDLERY_REGISTRY_KEYS"]), document)
            printing.say(f"The registry's configuration is {folder / 'config.yml'}.")
