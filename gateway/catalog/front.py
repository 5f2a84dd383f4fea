"""What the home page puts forward; worked out at most every twenty seconds, since it is asked for most of all."""

import time
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Connection

from eventlog.refusal import Unavailable
from gateway.parts import parts
from gateway.views import counts
from gateway.views.listings import Category
from services.search.index.shapes import Query

LASTS = 20.0
OWN, ALL = 3, 7
TASKS = ("postgres", "reverse proxy", "message queue", "object storage", "single sign-on", "blog", "monitoring")
MOST_TASKS = 5


@dataclass(frozen=True)
class Front:
    featured: tuple[str, ...]  # slugs
    tasks: tuple[str, ...]  # questions that find something
    made: float


def front(db: Connection, categories: list[Category]) -> Front:
    kept: Front | None = current_app.extensions.get("chandlery.front")
    if kept is None or time.monotonic() - kept.made > LASTS:
        kept = Front(_featured(db, categories), _tasks(), time.monotonic())
        current_app.extensions["chandlery.front"] = kept
    return kept


def _featured(db: Connection, categories: list[Category]) -> tuple[str, ...]:
    """Some of this store's own, then the best kept of each of the largest categories."""
    largest = sorted(categories, key=lambda category: (-category.count, category.slug))[:ALL]
    own = counts.from_here(db, OWN)
    others = counts.best_kept(db, [category.slug for category in largest])
    return tuple(dict.fromkeys([*own, *others]))[:ALL]


def _tasks() -> tuple[str, ...]:
    search = parts().search
    try:
        return tuple(task for task in TASKS if search.search(Query(text=task, limit=1)).total)[:MOST_TASKS]
    except Unavailable:
        return ()  # the index is being built; the page stands without examples
