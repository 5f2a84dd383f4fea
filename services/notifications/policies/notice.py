"""A notice before it is addressed to anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Notice:
    """`id` is the announcement's: made of the fact's id and the kind, the same whatever is replayed."""

    id: str
    kind: str  # one of events.KINDS
    about: str  # id of the product, subscription, ticket, submission … that it is about
    happened: datetime  # when the fact was
    audiences: tuple[str, ...]  # as policies.audience reads them
    product: str = ""  # publisher/product
    link: str = ""  # path in the store where to see it
    facts: Mapping[str, str] = field(default_factory=dict)  # what it says; nothing personal, no secret
