"""`upgrade`: pulls what is newer, and tells what still runs on the old image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store.asking import tell
from cli.docker_store.comparing import compared, is_outdated
from cli.docker_store.ending import DONE, FAILED
from cli.docker_store.pulling import pulled, sign_docker_in, words_of

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.listing import Row
    from cli.docker_store.session import Session


def take(parser: ArgumentParser) -> None:
    parser.add_argument("images", nargs="*", metavar="IMAGE", help="only these, as `updates` names them or by product")
    parser.add_argument("--dry-run", action="store_true", help="print the commands, and run none")


def run(asked: Any, session: Session) -> int:
    """0 where all was pulled, or nothing is newer; 2 where something could not be."""
    rows = [row for row in compared(session).rows if is_outdated(row) and _meant(row, asked.images)]
    commands = list(dict.fromkeys(row["Pull"] for row in rows if row["Pull"] and not row["Pulled"]))
    if asked.dry_run:
        for command in commands:
            print(" ".join(words_of(command)))
    if not rows:
        tell(f"Nothing is newer{' of ' if asked.images else ''}{', '.join(asked.images)}.")
    if commands and not asked.dry_run and session.store.token:
        sign_docker_in(session)
    failed = [command for command in commands if not asked.dry_run and not pulled(session, command)]
    for row in rows:
        if row["Pull"] not in failed:
            _tell_running(row, session.prog, dry=asked.dry_run)
    return FAILED if failed else DONE


def _meant(row: Row, images: list[str]) -> bool:
    return not images or row["Reference"] in images or row["Product"] in images


def _tell_running(row: Row, prog: str, *, dry: bool) -> None:
    if not row["Containers"]:
        return
    names, several = ", ".join(row["Containers"]), len(row["Containers"]) > 1
    runs = ("would still run" if dry else "still run") if several or dry else "still runs"
    tell(f"{names} {runs} {row['Reference']}. Make {'them' if several else 'it'} anew from {row['Newest']}.")
    for project in row["Projects"]:
        tell(f"  Compose project {project}: set its image to {row['Newest']}, then docker compose -p {project} up -d")
