"""What the shelves hold of images that lie on somebody's host, found by names and digests: few queries for many."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, select, tuple_

from gateway.views.gates import entitlements, repositories
from gateway.views.judged import shown
from gateway.views.listings import held_for
from gateway.views.manifests import manifests
from gateway.views.shelves import plans, products
from gateway.views.tables import rfc3339
from gateway.views.versions import images, listed, tags


@dataclass(frozen=True)
class Offered:
    """A plan's repository with its product; `elsewhere`: in the registry that `repository` names, not in ours."""

    repository: str
    product: str
    plan: str
    address: str
    name: str
    publisher: str
    kind: str
    state: str
    access: str
    hold_reason: str
    open: bool  # everybody may see what is known of its images
    elsewhere: bool


class Led(NamedTuple):
    """A tag that leads, or led until it was yanked, to an image."""

    tag: str
    yanked: bool = False
    withdrawn: bool = False  # for security: its digest cannot be pulled either
    deprecated: bool = False
    successor: str = ""


@dataclass(frozen=True)
class Image:
    """`digest` is empty where a registry elsewhere did not tell it."""

    digest: str
    released: str
    tags: tuple[Led, ...] = ()


class Found(NamedTuple):
    """Where a manifest lies: the digest of the whole, and which platform of it; empty: all of them."""

    repository: str
    image: str
    platform: str


@dataclass(frozen=True)
class Shelves:
    offered: Mapping[str, Offered] = field(default_factory=dict)  # by repository
    images: Mapping[str, Sequence[Image]] = field(default_factory=dict)  # by repository
    manifests: Mapping[str, Sequence[Found]] = field(default_factory=dict)  # by digest


_PRODUCT = (products.c.name, products.c.kind, products.c.hold_reason, products.c.missed, products.c.certified)


def shelves(db: Connection, here: Collection[str], elsewhere: Collection[str], digests: Collection[str]) -> Shelves:
    """Of repositories of this store, of others by the names they are pulled with, and of whatever has these digests."""
    found = _manifests(db, digests)
    named = {*here, *(one.repository for each in found.values() for one in each)}
    offered = {one.repository: one for one in [*_here(db, named), *_elsewhere(db, elsewhere)]}
    ours = [name for name, one in offered.items() if not one.elsewhere]
    theirs = {one.product: name for name, one in offered.items() if one.elsewhere}
    return Shelves(offered, _released(db, ours) | _listed(db, theirs), found)


def notes_of(db: Connection, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """By repository and digest."""
    if not wanted:
        return {}
    near = images.c.repository.in_({repository for repository, _ in wanted})  # SQLite finds no pair by its index
    asked = select(images.c.repository, images.c.digest, images.c.notes).where(near)
    rows = db.execute(asked.where(tuple_(images.c.repository, images.c.digest).in_([*wanted])))
    return {(row.repository, row.digest): row.notes for row in rows}


def had_by(db: Connection, holders: Iterable[str], named: Collection[str]) -> frozenset[str]:
    """Those of the repositories that one of the holders has, or had, a right to."""
    wanted = select(entitlements.c.repository).where(entitlements.c.repository.in_(named))
    return frozenset(db.scalars(wanted.where(entitlements.c.holder.in_([*holders]))))


def _manifests(db: Connection, digests: Collection[str]) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    if digests:
        for row in db.execute(select(manifests).where(manifests.c.digest.in_(digests))):
            found.setdefault(row.digest, []).append(Found(row.repository, row.image, row.platform))
    return found


def _here(db: Connection, named: Collection[str]) -> list[Offered]:
    if not named:
        return []
    gate = repositories.c
    there = select(gate.repository, gate.product, gate.plan, gate.address, gate.publisher, gate.state, gate.access)
    asked = there.add_columns(*_PRODUCT, shown.c.shown).join(products, products.c.id == gate.product)
    rows = db.execute(asked.outerjoin(shown, shown.c.product == gate.product).where(gate.repository.in_(named)))
    return [_offered(row, elsewhere=False) for row in rows]


def _elsewhere(db: Connection, named: Collection[str]) -> list[Offered]:
    if not named:
        return []
    plan, product = plans.c, products.c
    there = select(plan.repository, plan.product, plan.id.label("plan"), plan.access)
    asked = there.add_columns(product.slug.label("address"), product.publisher, product.state, *_PRODUCT, shown.c.shown)
    joined = asked.join(products, and_(product.id == plan.product, product.external.is_(True)))
    rows = db.execute(joined.outerjoin(shown, shown.c.product == plan.product).where(plan.repository.in_(named)))
    return [_offered(row, elsewhere=True) for row in rows]


def _offered(row: Any, *, elsewhere: bool) -> Offered:
    told = row._mapping
    same = ("repository", "product", "plan", "address", "name", "publisher", "kind", "state", "access")
    return Offered(
        **{name: told[name] for name in same},
        hold_reason=held_for(row.hold_reason, row.missed),
        open=bool(row.certified or row.shown),
        elsewhere=elsewhere,
    )


def _released(db: Connection, named: Collection[str]) -> dict[str, list[Image]]:
    """Newest first."""
    if not named:
        return {}
    told = (tags.c.repository, tags.c.digest, tags.c.tag, tags.c.yanked, tags.c.withdrawn, tags.c.deprecated)
    led: dict[tuple[str, str], list[Led]] = {}
    asked = select(*told, tags.c.successor).where(tags.c.repository.in_(named))
    for repository, digest, tag, yanked, withdrawn, deprecated, successor in db.execute(asked).all():
        one = Led(tag, yanked is not None, bool(withdrawn), bool(deprecated), successor)
        led.setdefault((repository, digest), []).append(one)
    found: dict[str, list[Image]] = {}
    every = select(images.c.repository, images.c.digest, images.c.released).where(images.c.repository.in_(named))
    for repository, digest, released in db.execute(every.order_by(images.c.released.desc())).all():
        image = Image(digest, rfc3339(released), tuple(led.get((repository, digest), ())))
        found.setdefault(repository, []).append(image)
    return found


def _listed(db: Connection, named: Mapping[str, str]) -> dict[str, list[Image]]:
    """In their source's order."""
    if not named:
        return {}
    found: dict[str, list[Image]] = {}
    wanted = select(listed.c.product, listed.c.tags, listed.c.ref, listed.c.created, listed.c.listed)
    rows = db.execute(wanted.where(listed.c.product.in_([*named])).order_by(listed.c.product, listed.c.place))
    for product, tagged, ref, created, told in rows.all():
        digest = ref if ref.startswith("sha256:") else ""
        image = Image(digest, created or told, tuple(map(Led, tagged)))
        found.setdefault(named[product], []).append(image)
    return found
