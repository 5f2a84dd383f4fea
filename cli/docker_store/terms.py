"""A plan's terms: shown in full, and accepted in the version that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store import asking
from cli.docker_store.asking import tell
from cli.docker_store.calling import at
from cli.docker_store.ending import NO, Stop

if TYPE_CHECKING:
    from cli.docker_store.session import Session


def accept(asked: Any, session: Session, found: dict[str, Any], chosen: dict[str, Any]) -> None:
    """Raises Stop where nobody says yes; a script says it by naming the very version."""
    path = at("/products/{}/{}/plans/{}/terms", *found["slug"].split("/"), chosen["id"])
    terms = session.store.get(path)
    version = str(terms["version"])
    if asked.accept_terms:
        _must_be(asked.accept_terms, version, terms["url"])
    else:
        _ask(version, terms, chosen)
    session.store.post(path, {"version": version, "holder": asked.holder})
    tell(f"Accepted: version {version} of the terms of {chosen['name']}.")


def _must_be(told: str, version: str, url: str) -> None:
    if told != version:
        todo = f"Read them: {url}\nThen: --accept-terms {version}"
        raise Stop(f"The terms are in version {version} now, and not {told}.", todo, NO)


def _ask(version: str, terms: dict[str, Any], chosen: dict[str, Any]) -> None:
    if not asking.somebody():
        todo = f"Read them: {terms['url']}\nThen: --accept-terms {version}"
        raise Stop(f"The plan {chosen['name']} asks for its terms to be accepted, version {version}.", todo, NO)
    asking.paged(f"Terms of {chosen['name']}, version {version}\n{terms['url']}\n\n{terms['text'].strip()}\n")
    if not asking.agreed(f"Do you accept version {version} of these terms?"):
        raise Stop("The terms were not accepted. Nothing was changed.", code=NO)
