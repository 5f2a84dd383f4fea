"""Whom invoices are made out to, asked on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.docker_store import asking
from cli.docker_store.asking import tell
from cli.docker_store.ending import NO, Refused, Stop

if TYPE_CHECKING:
    from cli.docker_store.session import Session


def provide(session: Session, holder: str) -> None:
    """Asked again where the store does not take it; raises Stop where it is left empty."""
    tell("Invoices need a name and an address.")
    while True:
        told = {
            "name": _must("Name on the invoice:"),
            "address": "\n".join(_lines()),
            "country": _must("Country, two letters:").upper(),
            "tax_id": asking.answer("Tax number, if it is a business:"),
            "holder": holder,
        }
        try:
            session.store.put("/billing/details", told)
        except Refused as refused:
            if refused.status != 422:
                raise
            tell(refused.text)
        else:
            return


def _must(question: str) -> str:
    told = asking.answer(question)
    if not told:
        raise Stop("Without it nothing can be bought. Nothing was changed.", code=NO)
    return told


def _lines() -> list[str]:
    lines = [_must("Street and number:"), _must("Postcode and town:")]
    more = asking.answer("More of the address:")
    return [*lines, more] if more else lines
