"""A product passes to another publisher: offered by the one, accepted by the other."""

from dataclasses import dataclass
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid
from services.catalog.deciders.product_state import Event, Product
from services.catalog.deciders.publisher_state import Standing
from services.catalog.events import ProductTransferred, TransferOffered, TransferWithdrawn


@dataclass(frozen=True)
class OfferTransfer:
    """`receiver` is the standing of the publisher that it is offered to."""

    to: str
    receiver: Standing


@dataclass(frozen=True)
class WithdrawTransfer:
    pass


@dataclass(frozen=True)
class AcceptTransfer:
    """By the publisher that it is offered to; `slug` is the product's, and stays; `agreement` is the digest of the one
    that the store asks for now."""

    to: str
    slug: str
    receiver: Standing
    agreement: str


Command: TypeAlias = OfferTransfer | WithdrawTransfer | AcceptTransfer


def transfer(command: Command, product: Product, by: Context) -> list[Event]:
    match command:
        case OfferTransfer(to, receiver):
            _must_give(product, by)
            return _offer(to, receiver, product, by)
        case WithdrawTransfer():
            if not (product.offered_to and by.acts_for(product.offered_to, "owner")):
                _must_give(product, by)
            return [TransferWithdrawn(product.id)] if product.offered_to else []
        case AcceptTransfer():
            return _accept(command, product, by)


def _must_give(product: Product, by: Context) -> None:
    """Its owners give a product away; staff, too, so that official images pass to those who make them."""
    if not by.has("reviewer", "operator"):
        by.must_act_for(product.publisher, "owner")
    if product.stage == "revoked":
        raise Conflicting("product-revoked", product.address)


def _offer(to: str, receiver: Standing, product: Product, by: Context) -> list[Event]:
    if to == product.publisher:
        raise Invalid("transfer-to-itself", to)
    _must_receive(to, receiver)
    return [] if product.offered_to == to else [TransferOffered(product.id, to, by.actor)]


def _accept(command: AcceptTransfer, product: Product, by: Context) -> list[Event]:
    to = command.to
    if product.taken_over and not product.offered_to and to == product.publisher and by.acts_for(to, "owner"):
        return []  # accepted before
    if not product.offered_to or not by.acts_for(product.offered_to, "owner"):
        raise Forbidden("transfer-not-offered", product.address)
    if to != product.offered_to:
        raise Conflicting("try-again")  # it was offered to another meanwhile
    if product.stage == "revoked":
        raise Conflicting("product-revoked", product.address)
    _must_receive(to, command.receiver)
    if command.receiver.agreed != command.agreement:
        raise Conflicting("agreement-not-accepted", to)
    if product.stage == "published" and not command.receiver.payouts and any(plan.paid for plan in product.offered):
        raise Conflicting("payouts-missing", to)
    return [ProductTransferred(product.id, to, command.slug, product.address)]


def _must_receive(publisher: str, receiver: Standing) -> None:
    if not receiver.approved:
        raise Conflicting("publisher-not-approved", publisher)
    if receiver.suspended:
        raise Conflicting("publisher-suspended", publisher)
