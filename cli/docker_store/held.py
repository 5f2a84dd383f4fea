"""What is had already, where options ask for something else: what they cannot change is told, with where it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.docker_store.asking import tell
from cli.docker_store.ending import NO, Stop
from cli.docker_store.money import day

if TYPE_CHECKING:
    from cli.docker_store.session import Session

OVER = ("ended", "lapsed")


def say(asked: Any, session: Session, plan: str) -> None:
    """Of PUBLISHER/PRODUCT/PLAN; raises Stop where more is asked for than there is. The same order again is no more."""
    if not (asked.buy or asked.coupon or asked.payment or asked.quantity):
        return
    items = session.signed_in.get("/subscriptions", holder=asked.holder)["items"]
    one = next((item for item in items if item["plan"] == plan and item["state"] not in OVER), None)
    if one is None:
        tell(f"{plan} is open to you already, by no subscription of your own: nothing was bought.")
        return
    page = f"{session.url}/my-content/subscriptions/{one['id']}"
    if asked.buy and one["state"] == "trialing":
        _on_trial(plan, day(one["until"]), page)
    if asked.quantity and asked.quantity != one["quantity"]:
        raise Stop(f"{plan} is subscribed to already, in quantity {one['quantity']}.", f"Change that there: {page}", NO)
    ignored = ["--coupon"] if asked.coupon else []
    ignored += ["--payment"] if asked.payment not in ("", one["payment"]) else []
    if ignored:
        tell(f"{plan} is subscribed to already: {' and '.join(ignored)} changed nothing. Its page: {page}")


def _on_trial(plan: str, until: str, page: str) -> None:
    raise Stop(
        f"You are on trial of {plan} until {until}, and nothing was changed.",
        f"It is bought by itself on that day, with billing details and a way to pay: {page}",
        NO,
    )
