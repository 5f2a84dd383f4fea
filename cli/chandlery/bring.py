"""`import official-images`: docker-library's files, read here and handed to a store in small parts."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from rich.progress import Progress

from cli.chandlery import printing
from cli.chandlery.asking import asking
from cli.chandlery.official_images import Catalogue, as_imports, read
from cli.chandlery.printing import Stop

PART = 4  # products at a time: the store serves its pages between two parts
MOST = 100  # problems that are told one by one
Hand = Callable[[dict[str, Any]], dict[str, Any]]  # body of POST /imports → its answer


@dataclass
class Tally:
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)

    def add(self, answer: dict[str, Any]) -> None:
        self.changed += answer["changed"]
        self.unchanged += answer["unchanged"]
        self.refused += answer["refused"]


def bring(library_dir: Path, docs_dir: Path, url: str | None, token: str | None) -> bool:
    """Whether everything that was there to read is in the store."""
    catalogue = read(library_dir, docs_dir)
    if not catalogue.products:
        _tell_problems(catalogue)
        raise Stop(f"{library_dir} lists no image; LIBRARY_DIR is docker-library's repository official-images")
    with _to(url, token) as hand:
        tally = _hand_over(catalogue, hand)
    _tell_problems(catalogue)
    for one in tally.refused:
        printing.complain(f"{one['product']}: {one['code']} {one['detail']}".rstrip())
    counted = (len(tally.changed), tally.unchanged, len(tally.refused), len(catalogue.problems))
    printing.table(("Changed", "Unchanged", "Refused", "Problems"), [[f"{count:,}" for count in counted]])
    return not tally.refused and not catalogue.problems


def _hand_over(catalogue: Catalogue, hand: Hand) -> Tally:
    tally = Tally()
    with Progress(console=printing.err(), transient=True) as shown:
        task = shown.add_task("Handing over", total=len(catalogue.products))
        for body in _parts(catalogue):
            tally.add(hand(body))
            shown.advance(task, len(body["products"]))
    return tally


def _parts(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    for body in as_imports(catalogue):
        products = body["products"]
        for start in range(0, len(products), PART):
            yield body | {"products": products[start : start + PART]}


@contextmanager
def _to(url: str | None, token: str | None) -> Iterator[Hand]:
    if url is None:
        with asking(os.environ) as ask:
            yield lambda body: ask("import_products", **body)
        return
    if not token:
        raise Stop("--url needs --token (or CHANDLERY_TOKEN): an access token of staff with the scope `staff`")
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        yield lambda body: _post(session, f"{url.rstrip('/')}/api/v1/imports", body)


def _post(session: requests.Session, address: str, body: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = session.post(address, json=body, timeout=60)
        told: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Stop(f"{address} does not answer as a store: {error}") from error
    if answer.ok:
        return told
    raise Stop(f"{address} refused: {answer.status_code} {told.get('code', '')} {told.get('detail') or ''}".rstrip())


def _tell_problems(catalogue: Catalogue) -> None:
    for problem in sorted(catalogue.problems)[:MOST]:
        where = f"{problem.file}:{problem.line}" if problem.line else problem.file
        printing.complain(_shown(f"{where}: {problem.text}"))
    if len(catalogue.problems) > MOST:
        printing.complain(f"… and {len(catalogue.problems) - MOST:,} problems more")
    for note in sorted(catalogue.notes):
        printing.err().print(f"{note.file}: {note.text}", style="dim", markup=False)


def _shown(line: str) -> str:
    """What a file holds may not steer the terminal."""
    return "".join(character if character.isprintable() else "�" for character in line)
