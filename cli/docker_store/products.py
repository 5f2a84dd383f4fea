"""Products as commands name them, PUBLISHER/PRODUCT[/PLAN], and how a plan is looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store.calling import at
from cli.docker_store.ending import NO, Refused, Stop

if TYPE_CHECKING:
    from cli.docker_store.session import Session


def parts_of(name: str) -> tuple[str, str, str]:
    """Publisher, product, and the plan or nothing; one word is an official image, as docker has it."""
    words = name.strip("/").split("/")
    if len(words) == 1:
        words = ["library", *words]
    if len(words) > 3 or not all(words) or ":" in name or "@" in name:
        raise Stop(f"“{name}” is no image of a store.", "It looks like PUBLISHER/PRODUCT, such as acme/db")
    return words[0], words[1], words[2] if len(words) == 3 else ""


def product(session: Session, name: str) -> dict[str, Any]:
    publisher, slug, _ = parts_of(name)
    try:
        found: dict[str, Any] = session.store.get(at("/products/{}/{}", publisher, slug))
    except Refused as refused:
        if refused.status != 404:
            raise
        todo = f"Look for it: {session.prog} search {slug}"
        raise Stop(f"There is no {publisher}/{slug} in this store, or it is not open to you.", todo, NO) from refused
    return found


def plan(found: dict[str, Any], name: str, session: Session) -> dict[str, Any]:
    """The product's plan of this id; raises Stop with those that there are."""
    for one in found["plans"]:
        if one["id"] == name:
            return dict(one)
    there = ", ".join(one["id"] for one in found["plans"]) or "none"
    raise Stop(f"{found['slug']} has no plan “{name}”.", f"There is: {there}", NO)
