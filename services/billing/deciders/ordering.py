"""What an order must be like before it is placed."""

import re
from collections.abc import Sequence
from datetime import date

from eventlog.refusal import Conflicting, Invalid, Missing
from services.billing.events import Key, OrderPlaced, Pair, PlanOffered

ORDERED = ("byol", "subscribers")  # access of plans that an order can open
NAME = 100  # characters
VALUE = 2000
TEXT = 1000
MANY = 50
KEYS = 64 * 1024  # characters, of all keys together
SEATS = 1_000_000
MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,60}/[\w!#$&^.+-]{1,60}", re.ASCII)


def orderable(offered: PlanOffered | None, publisher: str) -> PlanOffered:
    """The plan, where it can be had, is this publisher's and asks for more than its terms."""
    if offered is None or offered.address.partition("/")[0] != publisher:
        raise Missing("plan-unknown")
    if offered.access not in ORDERED:
        raise Conflicting("not-for-order", offered.address)
    return offered


def must_be_text(text: str) -> None:
    """What people write to each other: at most 1,000 characters, and none that a database cannot hold."""
    if len(text) > TEXT:
        raise Invalid("text-too-long")
    if "\x00" in text:
        raise Invalid("invalid-input", "a text holds a null character")


def checked(placed: OrderPlaced, values: Sequence[str], today: date) -> OrderPlaced:
    """The order, or Invalid with what is wrong with it; `values` are those of its keys."""
    if placed.ends is not None and (placed.ends <= placed.starts or placed.ends <= today):
        raise Invalid("period-invalid", f"{placed.starts} to {placed.ends}")
    if not 1 <= placed.quantity <= SEATS:
        raise Invalid("quantity-invalid")
    for what, pairs in (("components", placed.components), ("metadata", placed.metadata)):
        _check_pairs(what, pairs)
    _check_keys(placed.keys, values)
    return placed


def _check_pairs(what: str, pairs: Sequence[Pair]) -> None:
    names = [pair.name for pair in pairs]
    if len(pairs) > MANY or len(set(names)) != len(names):
        raise Invalid("order-invalid", f"{what}: at most {MANY}, each name once")
    for pair in pairs:
        if not (0 < len(pair.name) <= NAME and pair.name.isprintable() and len(pair.value) <= VALUE):
            raise Invalid("order-invalid", f"{what}: {pair.name[:NAME]}")


def _check_keys(keys: Sequence[Key], values: Sequence[str]) -> None:
    if len(keys) > MANY or sum(map(len, values)) > KEYS or not all(values):
        raise Invalid("order-invalid", f"keys: at most {MANY} and {KEYS} characters in all, none of them empty")
    for key in keys:
        labelled = 0 < len(key.label) <= NAME and key.label.isprintable()
        filed = len(key.file_name) <= NAME and key.file_name.isprintable() and not set(key.file_name) & set('/\\"')
        if not (labelled and filed and MEDIA_TYPE.fullmatch(key.media_type)):
            raise Invalid("order-invalid", f"keys: {key.label[:NAME]}")
