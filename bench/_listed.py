"""A store whose shelves are full of releases, written straight into a generation, and a host's images to compare."""

import json
import random
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bench._crowd import AT, put
from eventlog.reading import ReadModel
from eventlog.views import View
from gateway.views import PROJECTIONS, gates, holes, judged, manifests, shelves, versions

OFFICIAL = Path(__file__).parents[1] / "demo" / "catalogue.json"
RELEASES, LINES = 5, ("linux/amd64", "linux/arm64")
DAY = 86_400.0
RATED = {"next_drop": None, "next_grade": "", "grade": "B", "critical": 0, "medium": 1, "low": 2, "unrated": 0}


def fill(url: str, products: int) -> None:
    """The official images, as the demonstration lists them, and `products` of this store's own with five releases."""
    view = View(ReadModel("gateway", PROJECTIONS), url)
    view.prepare()
    with view.generations.writing() as db:
        _list_official(db)
        put(db, shelves.products, (_product(f"p{n}", _address(n), external=False) for n in range(products)))
        put(db, shelves.plans, (_plan(f"p{n}", "pro", _address(n)) for n in range(products)))
        put(db, gates.repositories, map(_repository, range(products)))
        put(db, versions.images, (_image(n, r) for n in range(products) for r in range(RELEASES)))
        put(db, versions.tags, (each for n in range(products) for each in _tags(n)))
        put(db, manifests.manifests, (each for n in range(products) for r in range(RELEASES) for each in _parts(n, r)))
        put(db, judged.images, (_judged(n, r) for n in range(products) for r in (0, RELEASES - 1)))
        put(db, judged.shown, ({"product": f"p{n}", "shown": True} for n in range(products)))
        put(db, holes.holes, map(_hole, range(products)))
        put(db, holes.ends, ({"vulnerability": f"v{n}", "mended": True, "harmless": False} for n in range(products)))
        db.exec_driver_sql("ANALYZE")
    view.close()


def hosted(count: int, products: int, host: str) -> list[dict[str, Any]]:
    """Images of a host: by old and by moving tags, official ones and, where there are any, as many of the store's."""
    chance = random.Random(7)
    official = [_official_image(chance) for _ in range(count // 2 if products else count)]
    return official + [_own_image(chance.randrange(products), chance, host) for _ in range(count - len(official))]


def _official_image(chance: random.Random) -> dict[str, Any]:
    """A tag that is listed, or one of a version before it."""
    one = chance.choice([product for product in _official() if product["versions"]])
    tag = chance.choice(chance.choice(one["versions"])[0])
    older = f"0.{tag}" if tag[:1].isdigit() and chance.random() < 0.5 else tag
    return {"reference": f"{one['slug']}:{older}", "digests": [_digest(f"{one['slug']} {tag}")]}


def _own_image(number: int, chance: random.Random, host: str) -> dict[str, Any]:
    release = chance.randrange(RELEASES)
    tag = chance.choice((f"1.{release}.0", "latest"))
    return {"reference": f"{host}/{_address(number)}:{tag}", "digests": [_digest(f"{number} {release}")]}


def _official() -> list[dict[str, Any]]:
    products: list[dict[str, Any]] = json.loads(OFFICIAL.read_text())["products"]
    return products


def _list_official(db: Connection) -> None:
    every = _official()
    put(db, shelves.products, (_product(one["slug"], f"library/{one['slug']}", external=True) for one in every))
    put(db, shelves.plans, (_plan(one["slug"], "image", one["slug"]) for one in every))
    put(db, versions.listed, (row for one in every for row in _listed(one)))


def _listed(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for place, (tags, platforms, ref) in enumerate(one["versions"]):
        told = {"tags": tags, "platforms": platforms, "ref": ref, "created": "", "listed": "2026-11-01"}
        yield {"product": one["slug"], "plan": "image", "place": place, **told}


def _address(number: int) -> str:
    return f"publisher-{number % 2000}/image-{number}"


def _digest(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _product(product: str, address: str, *, external: bool) -> dict[str, Any]:
    texts = dict.fromkeys(("description", "logo", "licence", "install", "offered_to", "hold_reason", "uncertified"), "")
    lists = {name: [] for name in ("categories", "tags", "links", "screenshots", "missed", "certified")}
    named = {"id": product, "slug": address, "publisher": address.partition("/")[0], "name": product}
    moments = {"published": AT, "moved": AT, "updated": AT}
    state = {"kind": "container", "external": external, "state": "published", "listed": True, "featured": False}
    return {**named, **texts, **lists, **moments, **state, "short_description": "", "unmended": False, "grade": ""}


def _plan(product: str, plan: str, repository: str) -> dict[str, Any]:
    terms = dict.fromkeys(("terms_version", "terms_text", "terms_digest"), "")
    told = {"name": plan, "description": "", "access": "anyone", "channel": "stable", "price": []}
    return {"product": product, "id": plan, "place": 1, "repository": repository, **terms, **told}


def _repository(number: int) -> dict[str, Any]:
    address = _address(number)
    named = {"repository": address, "address": address, "publisher": address.partition("/")[0]}
    moments = {"state_event": "", "state_at": AT, "plan_event": "", "plan_at": AT}
    state = {"state": "published", "access": "anyone", "terms_version": ""}
    return {**named, "product": f"p{number}", "plan": "pro", **state, **moments}


def _image(number: int, release: int) -> dict[str, Any]:
    named = {"repository": _address(number), "digest": _digest(f"{number} {release}"), "product": f"p{number}"}
    told = {"plan": "pro", "platforms": [], "created": "", "notes": f"Release {release} is faster. " * 20}
    return {**named, **told, "released": AT + release * DAY}


def _tags(number: int) -> Iterator[dict[str, Any]]:
    """Each release its own, and `latest` with the last."""
    named = [(f"1.{release}.0", release) for release in range(RELEASES)]
    standing = versions.AS_NEW
    for tag, release in [*named, ("latest", RELEASES - 1)]:
        digest = _digest(f"{number} {release}")
        yield {"repository": _address(number), "tag": tag, "digest": digest, "moved": AT, **standing}


def _parts(number: int, release: int) -> Iterator[dict[str, Any]]:
    whole = _digest(f"{number} {release}")
    for platform in ("", *LINES):
        digest = _digest(f"{whole} {platform}") if platform else whole
        yield {"digest": digest, "repository": _address(number), "image": whole, "platform": platform}


def _judged(number: int, release: int) -> dict[str, Any]:
    rated = [{"platform": platform, **RATED, "high": RELEASES - release} for platform in LINES]
    key = {"repository": _address(number), "digest": _digest(f"{number} {release}")}
    return {**key, "examined": [], "rated": rated, "since": "", "until": "", "certificate": ""}


def _hole(number: int) -> dict[str, Any]:
    found = {"vulnerability": f"v{number}", "advisory": f"DSA-{number}", "severity": "high"}
    return {**found, "digest": _digest(f"{number} 0"), "repository": _address(number)}
