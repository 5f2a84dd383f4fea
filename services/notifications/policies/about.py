"""A notice made of a fact: its id, what it is about and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from eventlog.recorded import Recorded
from services.notifications.policies import audience
from services.notifications.policies.known import Product
from services.notifications.policies.notice import Notice


def notice(
    fact: Recorded,
    kind: str,
    *meant: str,
    about: str,
    link: str,
    product: Product | None = None,
    id: str = "",
    told: Mapping[str, str] = MappingProxyType({}),
) -> Notice:
    """To `meant` (audiences) but not to who did it; `id`: where one announcement comes of several facts."""
    said = {"name": product.name if product else "", **told}
    return Notice(
        id=f"{id or fact.id}.{kind}",
        kind=kind,
        about=about,
        happened=fact.time,
        audiences=(*meant, *audience.but(fact.actor)),
        product=product.address if product else "",
        link=link,
        facts={name: value for name, value in said.items() if value},
    )


def with_who_did_it(told: Notice) -> Notice:
    """That something failed is nobody's act."""
    return replace(told, audiences=tuple(each for each in told.audiences if audience.parse(each).kind != "but"))


def users(product: Product, repositories: Sequence[str] = ()) -> tuple[str, ...]:
    """Of these repositories, or of all that the product has."""
    return tuple(audience.users(each) for each in repositories or product.repositories)


def team(publisher: str) -> str:
    return audience.publisher(publisher, "team")


def money(publisher: str) -> str:
    return audience.publisher(publisher, "money")


def joined(texts: Sequence[str]) -> str:
    """In one line of at most 300 characters."""
    return "; ".join(" ".join(text.split()) for text in texts)[:300]
