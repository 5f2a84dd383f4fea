"""Configuration and layers of examined images, kept so that a later one can be compared with them."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from services.certification.private.tables import shapes


def keep(db: Connection, digest: str, shape: Mapping[str, Any]) -> None:
    """In the place of what was kept of this digest."""
    db.execute(delete(shapes).where(shapes.c.digest == digest))
    db.execute(insert(shapes).values(digest=digest, body=json.dumps(shape, separators=(",", ":"), ensure_ascii=False)))


def shape_of(db: Connection, digest: str) -> dict[str, Any] | None:
    kept = db.scalar(select(shapes.c.body).where(shapes.c.digest == digest))
    return None if kept is None else json.loads(kept)
