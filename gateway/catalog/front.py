"""What the home page puts forward; worked out anew only when the catalogue changed, as it is asked for most."""

import time
from dataclasses import dataclass

from flask import current_app

from eventlog.refusal import Unavailable
from gateway.parts import parts
from gateway.views import counts, listings
from gateway.views.listings import Category
from services.search.index.shapes import Query, Result
from vocabulary.categories import BY_SLUG

LEAST, MOST = 2.0, 60.0  # seconds that it is kept, however often the catalogue changes, and though it does not
OWN, ALL = 3, 7
TASKS = ("postgres", "reverse proxy", "message queue", "object storage", "single sign-on", "blog", "monitoring")
MOST_TASKS = 5
NOTHING = Result((), 0, None, {})


@dataclass(frozen=True)
class Front:
    total: int
    publishers: int
    largest: tuple[Category, ...]
    featured: tuple[str, ...]  # slugs
    tasks: tuple[str, ...]  # questions that find something
    position: int  # of the catalogue
    made: float
    whole: bool  # the index answered

    def has(self, category: str) -> bool:
        return any(shelf.slug == category for shelf in self.largest)

    def stands(self) -> bool:
        age = time.monotonic() - self.made
        return age < LEAST or (self.whole and age < MOST and self.position == parts().reader.position("catalog"))


def front() -> Front:
    kept: Front | None = current_app.extensions.get("chandlery.front")
    if kept is None or not kept.stands():
        kept = current_app.extensions["chandlery.front"] = _worked_out()
    return kept


def _worked_out() -> Front:
    position = parts().reader.position("catalog")
    with parts().reader.begin() as db:  # not the request's own, which may be older than the position
        largest = tuple(sorted(listings.categories(db), key=lambda category: (-category.count, category.slug)))
        total, publishers = counts.totals(db)
        chosen = [product.slug for product in listings.featured(db, ALL)]
        own = counts.from_here(db, OWN)
    featured = _featured([*chosen, *own], largest)
    tasks = _tasks()
    return Front(
        total, publishers, largest, featured, tasks, position, time.monotonic(), whole=bool(tasks or not total)
    )


def _featured(own: list[str], largest: tuple[Category, ...]) -> tuple[str, ...]:
    """What staff chose, some of this store's own, then the best of each of the largest categories."""
    others = [slug for category in largest[:ALL] for slug in _best_of(category.slug)]
    return tuple(dict.fromkeys([*own, *others]))[:ALL]


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
