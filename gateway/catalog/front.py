"""What the home page puts forward; worked out at most every twenty seconds, since it is asked for most of all."""

import time
from dataclasses import dataclass

from flask import current_app

from eventlog.refusal import Unavailable
from gateway.parts import database, parts
from gateway.views import counts
from gateway.views.listings import Category
from services.search.index.shapes import Query, Result
from vocabulary.categories import BY_SLUG

LASTS = 20.0
OWN, ALL = 3, 7
TASKS = ("postgres", "reverse proxy", "message queue", "object storage", "single sign-on", "blog", "monitoring")
MOST_TASKS = 5
NOTHING = Result((), 0, None, {})


@dataclass(frozen=True)
class Front:
    featured: tuple[str, ...]  # slugs
    tasks: tuple[str, ...]  # questions that find something
    made: float


def front(categories: list[Category]) -> Front:
    kept: Front | None = current_app.extensions.get("chandlery.front")
    if kept is None or time.monotonic() - kept.made > LASTS:
        kept = Front(_featured(categories), _tasks(), time.monotonic())
        current_app.extensions["chandlery.front"] = kept
    return kept


def _featured(categories: list[Category]) -> tuple[str, ...]:
    """Some of this store's own, then the best of each of the largest categories."""
    largest = sorted(categories, key=lambda category: (-category.count, category.slug))[:ALL]
    others = [slug for category in largest for slug in _best_of(category.slug)]
    return tuple(dict.fromkeys([*counts.from_here(database(), OWN), *others]))[:ALL]


def _best_of(category: str) -> list[str]:
    """What one would find who asked for the category by its everyday name: `database`, `cms`."""
    known = BY_SLUG.get(category)
    asked = Query(text=known.synonyms[0] if known and known.synonyms else "", category=(category,), limit=1)
    return [item.slug for item in _found(asked).items]


def _tasks() -> tuple[str, ...]:
    return tuple(task for task in TASKS if _found(Query(text=task, limit=1)).total)[:MOST_TASKS]


def _found(query: Query) -> Result:
    try:
        return parts().search.search(query)
    except Unavailable:
        return NOTHING  # the index is being built; the page stands without
