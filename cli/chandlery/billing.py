"""The operator's verb for money: what the payment company and the log do not agree on is found and noted."""

from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from cli.chandlery import printing

if TYPE_CHECKING:
    from cli.chandlery.control import Answers  # with eventlet, for which a publisher at home does not wait

PATIENCE = 600  # seconds: a day of many payments is read page by page


@click.group()
def billing() -> None:
    """Bring invoices into step with the payment company."""


@billing.command()
@click.option("--days", type=click.IntRange(1, 400), default=7, show_default=True, help="How far back to look.")
def reconcile(days: int) -> None:
    """Compare what was paid, refunded and disputed with the log, and note what is missing there."""
    from cli.chandlery.asking import ask

    found = ask("billing_reconcile", days=days)
    if found:
        rows = [(each["what"], each["invoice"], each["reference"]) for each in found]
        printing.table(("Found", "Invoice", "Reference"), rows)
    printing.out().print(f"Differences: {len(found)}.")


def compare(store: Any, days: int, by: dict[str, Any]) -> "Answers":
    """As a command that the store carries out."""
    from gateway.rpc import Pool, Rpc

    with closing(Rpc(Pool({"AMQP_URI": store.broker}, timeout=PATIENCE))) as rpc:
        yield {"result": rpc.billing.reconcile_payments(days, by)}
