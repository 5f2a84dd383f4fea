"""Which products are deprecated as a whole, for pages that no index answers; search counts it the same way."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, func, select

from gateway.views.listings import Product
from gateway.views.versions import images, tags


def deprecated_among(db: Connection, products: Sequence[Product]) -> set[str]:
    """Ids of those whose publisher says so in the first word under the name, or of each image that can be had.

    What is under a tag can be had; tags that lead to the same image are deprecated together.
    """
    said = {each.id for each in products if each.short_description.casefold().startswith("deprecated")}
    there = and_(tags.c.repository == images.c.repository, tags.c.digest == images.c.digest)
    kept = func.count().filter(tags.c.yanked.is_(None))
    old = func.count().filter(tags.c.deprecated.is_(True))
    asked = select(images.c.product, old.label("old")).join(tags, there)
    asked = asked.where(images.c.product.in_([each.id for each in products if each.id not in said]))
    rows = db.execute(asked.group_by(images.c.product, images.c.repository, images.c.digest).having(kept > 0)).all()
    return said | ({row.product for row in rows} - {row.product for row in rows if not row.old})
