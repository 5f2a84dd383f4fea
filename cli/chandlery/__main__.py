"""The operator's command: start the store, look after it, and ask it why."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from cli.chandlery import (
    advisories,
    billing,
    keeping,
    outside,
    ownership,
    parking,
    preparing,
    printing,
    projecting,
    rotating,
)
from cli.chandlery.certifying.command import certify, examine_for_the_store
from cli.chandlery.printing import Stop
from eventlog.refusal import Refused
from eventlog.settings import BadSettings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="chandlery")
def chandlery() -> None:
    """A store for software shipped as container images. Settings are environment variables: `doctor --settings`."""


@chandlery.command()
def up() -> None:
    """Run the whole store in this process until Ctrl-C."""
    from cli.chandlery.memory import collect_nothing_yet

    collect_nothing_yet()
    from cli.chandlery.up import run  # patches the sockets of this process first of all

    run(os.environ)


PARTS = (
    "identity",
    "catalog",
    "billing",
    "certification",
    "support",
    "notifications",
    "search",
    "gateway-views",
    "gateway",
)


@chandlery.command()
@click.argument("part", type=click.Choice(PARTS))
def serve(part: str) -> None:
    """Run one part of the store as a process of its own, until Ctrl-C or SIGTERM.

    gateway: pages, API and tokens, in worker processes. The others: a service each, over RabbitMQ; several of one kind
    may run side by side where its log lies in PostgreSQL.
    """
    if part == "gateway":
        from cli.chandlery.together import counting

        with counting():
            from cli.chandlery.serve import gateway

            gateway(os.environ)
        return
    from cli.chandlery.memory import collect_nothing_yet

    collect_nothing_yet()
    from cli.chandlery.serving import run  # patches the sockets of this process first of all

    run(part, os.environ)


@chandlery.command()
@click.option("--store", default="", help="Address at which it reaches the store; default: on this machine.")
def mailroom(store: str) -> None:
    """Take letters to support by LMTP or SMTP, where CHANDLERY_MAILROOM says, and out of CHANDLERY_MAILBOX by IMAP.

    Until Ctrl-C or SIGTERM; `up` runs it beside the store.
    """
    from cli.chandlery.mailroom import run

    run(os.environ, store)


@chandlery.command()
@click.option("--settings", "only_settings", is_flag=True, help="List every setting with its default and meaning.")
def doctor(only_settings: bool) -> None:
    """Look at settings and parts, and say what is wrong and what to do."""
    from cli.chandlery.doctor import examine, list_settings

    if only_settings:
        list_settings(os.environ)
    elif not examine(os.environ):
        sys.exit(1)


@chandlery.command()
@click.argument("holder")
@click.argument("repository")
def why(holder: str, repository: str) -> None:
    """Explain whether HOLDER may pull REPOSITORY. Exit code 1: may not.

    HOLDER: an e-mail, an account's id, a robot such as acme+ci, or “anonymous”.
    """
    answer = _ask("why", holder=holder, repository=repository)
    verdict = "[green]may pull[/]" if answer["allowed"] else "[red]may not pull[/]"
    printing.out().print(f"{holder or 'anonymous'} {verdict} {repository} (rule: {answer['rule']})")
    if because := [(fact["at"], fact["text"], fact["event"]) for fact in answer["because"]]:
        printing.table(("When", "Because", "Event"), because)
    for needed in answer["missing"]:
        printing.out().print(f"Missing: {needed}", markup=False)
    if not answer["allowed"]:
        sys.exit(1)


@chandlery.group(name="import")
def import_() -> None:
    """Bring in listings of images that lie in other registries."""


FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@import_.command("official-images")
@click.argument("library_dir", type=FOLDER)
@click.argument("docs_dir", type=FOLDER)
@click.option("--url", help="Address of a store elsewhere; without it, the store of this data folder.")
@click.option("--token", envvar="CHANDLERY_TOKEN", help="An access token with `staff`, for --url.")
def official_images(library_dir: Path, docs_dir: Path, url: str | None, token: str | None) -> None:
    """Read docker-library's files: stanzas from LIBRARY_DIR, texts, logos and categories from DOCS_DIR.

    Exit code 0: all is in; 1: some stanza could not be read or some product was refused; the rest is in.
    """
    from cli.chandlery.bring import bring

    if not bring(library_dir, docs_dir, url, token):
        sys.exit(1)


@chandlery.command()
@click.option("--all", "everything", is_flag=True, help="Every read model.")
@click.option("--check", is_flag=True, help="Only compare with a replay; exit code 1 where a row differs.")
@click.argument("name", required=False)
def rebuild(everything: bool, check: bool, name: str | None) -> None:
    """Build a read model anew from the logs, beside the one in use, then put it in its place."""
    if everything == bool(name):
        raise click.UsageError("name one read model, or say --all")
    if check:
        _check(name)
        return
    rebuilt = _ask("rebuild", name=name)
    printing.table(
        ("Read model", "Events", "Seconds"),
        [(row["name"], f"{row['events']:,}", f"{row['seconds']:.1f}") for row in rebuilt],
    )


def _check(name: str | None) -> None:
    compared = _ask("compare", name=name)
    rows = [(row["name"], f"{row['events']:,}", str(row["count"])) for row in compared]
    printing.table(("Read model", "Events", "Rows that are not as replayed"), rows)
    differences = [f"{row['name']}: {one}" for row in compared for one in row["differences"]]
    for one in differences:
        printing.out().print(one, highlight=False, markup=False)
    if any(row["count"] for row in compared):
        sys.exit(1)


@chandlery.command()
def verify() -> None:
    """Walk every log: events changed, lost or slipped in, and tails cut off. Exit code 1 where something is wrong."""
    flaws = _ask("verify")
    printing.table(("Log", "Flaws"), [(name, str(len(found))) for name, found in flaws.items()])
    for name, found in flaws.items():
        for flaw in found:
            printing.out().print(f"{name}: {flaw}", highlight=False, markup=False)
    if any(flaws.values()):
        sys.exit(1)


@chandlery.group()
def registry() -> None:
    """Bring the registry into step with the store, and free what nobody needs."""


@registry.command()
def reconcile() -> None:
    """Compare every repository with the log and mend what differs. Exit code 1: something released is lost."""
    told = _ask("registry_reconcile")
    rows = [(one["repository"], one["tag"], one["what"], one["detail"] or one["digest"]) for one in told["found"]]
    if rows:
        printing.table(("Repository", "Tag", "Found", "Detail"), rows)
    printing.out().print(f"Repositories compared: {told['repositories']}. Differences: {len(rows)}.")
    if any(one["what"] == "lost" for one in told["found"]):
        sys.exit(1)


@registry.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be cleared and freed.")
def collect(dry_run: bool) -> None:
    """Clear staged images past their age, and free what no image needs. Meanwhile the registry takes no pushes."""
    told = _ask("registry_collect", dry_run=dry_run)
    cleared = [
        (one["repository"], one["tag"], one["pushed"][:10], printing.size(one["bytes"])) for one in told["cleared"]
    ]
    if cleared:
        printing.table(("Staged in", "Tag", "Pushed", "Size"), cleared)
    was = "would be" if dry_run else "were"
    printing.out().print(f"Staged images that {was} cleared: {len(cleared)}.")
    if told["freed"] is None:
        printing.out().print(f"Nothing was freed: {told['elsewhere']}.", markup=False)
        return
    freed, more = told["freed"], ", besides those of the staged images" if dry_run and cleared else ""
    printing.out().print(f"Blobs that {was} freed: {freed['blobs']}, {printing.size(freed['bytes'])}{more}.")


for verb in (
    *keeping.COMMANDS,
    *parking.COMMANDS,
    *projecting.COMMANDS,
    *ownership.COMMANDS,
    rotating.keys,
    preparing.prepare,
    billing.billing,
    advisories.advisories,
    certify,
    examine_for_the_store,
):
    chandlery.add_command(verb)


def _ask(command: str, **arguments: Any) -> Any:
    from cli.chandlery.asking import ask

    return ask(command, **arguments)


NEXT = {  # what to do where a refusal by itself leaves the operator guessing
    "service-unavailable": "; `chandlery doctor` says what is away",
    "log-unavailable": ": its database or disk is away, full or slow; `chandlery doctor` says which",
    "unknown-follower": "; `chandlery projections status` lists them",
}


def main() -> None:
    os.umask(0o077)  # keys, logs and letters with secret links lie in the data folder, whoever made that folder
    try:
        chandlery(standalone_mode=False)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except BadSettings as bad:
        for line in bad.lines:
            printing.complain(line)
        sys.exit(2)
    except Stop as stop:
        printing.complain(stop.line)
        sys.exit(stop.code)
    except Refused as refused:
        printing.complain(f"Refused: {refused}{NEXT.get(refused.code, '')}")
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except Exception as error:
        if (told := outside.line(error)) is None:
            raise
        printing.complain(told)
        sys.exit(1)


if __name__ == "__main__":
    main()
