"""The commands for people's own data: `erase`, `replay-erasures` and `export-my-data`."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from cli.chandlery import printing


@click.command()
@click.argument("subject")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
def erase(subject: str, yes: bool) -> None:
    """Erase SUBJECT for good, and print the certificate. Exit code 1: some part of the store has not heard of it yet.

    SUBJECT: an e-mail address, an account's id, or a publisher, whose contacts are erased.
    """
    from cli.chandlery.asking import asking

    with asking(os.environ) as ask:
        found = ask("held", subject=subject)
        _show_held(found)
        if not yes:
            click.confirm("Erase this for good?", abort=True)
        told = ask("erase", subject=found["subject"])
    if told["certificate"] is None:
        for line in told["behind"]:
            printing.complain(f"Has not heard of it yet: {line}")
        printing.complain("The key is destroyed; the certificate follows when all have heard. Ask again then.")
        sys.exit(1)
    _show(told["certificate"])


@click.command("replay-erasures")
def replay_erasures() -> None:
    """After a restore: erase again what was erased since the backup was made."""
    from cli.chandlery.asking import ask

    told = ask("replay_erasures")
    printing.out().print(f"Subjects on the list of erasures: {told['subjects']}. All of them are erased.")


@click.command("export-my-data")
@click.argument("subject")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over FILE where it is there already.")
def export_my_data(subject: str, file: Path, force: bool) -> None:
    """Write all that the store holds of SUBJECT, an e-mail address or an account's id, into FILE as JSON."""
    from cli.chandlery.asking import ask

    if file.exists() and not force:
        raise printing.Stop(f"{file} is there already; name a new file, or say --force to write over it")
    told = ask("data_of", subject=subject)
    beside = file.with_name(f".{file.name}.partial")
    try:
        beside.unlink(missing_ok=True)  # of who was killed over it, or of who wants to read it
        with open(beside, "x", encoding="utf-8", opener=_for_its_owner) as written:
            json.dump(told, written, indent=2, ensure_ascii=False)
            written.write("\n")
        beside.replace(file)
    except OSError as error:
        raise printing.Stop(f"{file} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            beside.unlink()
    printing.out().print(f"Written to {file}; it is theirs, so hand it over safely.", markup=False)


def _for_its_owner(path: str, flags: int) -> int:
    """To be read by nobody else, whatever an earlier file of that name could be read by."""
    return os.open(path, flags, 0o600)


def _show_held(found: dict[str, Any]) -> None:
    who = found["account"] or "no account"
    printing.out().print(f"{found['subject']} ({who})", markup=False)
    if counts := found.get("counts"):
        printing.table(("What", "How many"), [(name, str(number)) for name, number in counts.items()])


def _show(certificate: dict[str, Any]) -> None:
    printing.out().print(f"Erased on {certificate['erased_at']}, certified on {certificate['certified_at']}.")
    rows = [(one["service"], one["follower"], one["source"], str(one["position"])) for one in certificate["followers"]]
    printing.table(("Service", "Follower", "Log", "Has read up to"), rows)
    for line in certificate["gone"]:
        printing.out().print(f"Gone: {line}", markup=False)
    for service, told in certificate["cleaned"].items():
        for line in told:
            printing.out().print(f"Cleaned: {service}: {line}", markup=False)
    for one in certificate["parked"]:
        printing.out().print(f"Parked: {one['follower']}: {one['stream']}, {one['events']} events", markup=False)
    for line in certificate["left"]:
        printing.out().print(f"Left: {line}", markup=False)
    printing.out().print(f"Hash: {certificate['hash']}", markup=False)


COMMANDS = (erase, replay_erasures, export_my_data)
