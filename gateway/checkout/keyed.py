"""The product key of a subscription, made by its publisher: for who has it, and for nobody else."""

from gateway.auth import command_context
from gateway.checkout.orders_api import belongs_to
from gateway.parts import parts
from gateway.rpc import Answer


def product_key(subscription: str, holder: str) -> Answer | None:
    """{state: given | follows, key}; None where the plan has no keys, or the caller does not belong to the holder."""
    if not belongs_to(holder):
        return None
    found = parts().rpc.billing.product_key(subscription, command_context().dump())
    return None if found["state"] == "none" else {"state": found["state"], "key": found["key"]}
