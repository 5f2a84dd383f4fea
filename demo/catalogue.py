"""The official images as facts, with one line of our own on each: what the demonstration lists from elsewhere."""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = {
    "name": "docker-library/official-images",
    "publisher": {
        "slug": "library",
        "name": "Docker Official Images",
        "website": "https://github.com/docker-library/official-images",
    },
}
BATCH = 4  # products a request: each is decided in a few milliseconds, so pages stay quick meanwhile


def imports() -> Iterator[dict[str, Any]]:
    """Bodies of `POST /imports`, as the importer makes them."""
    facts = json.loads((HERE / "catalogue.json").read_text())
    words = own_words()
    products = [_product(one, *words[one["slug"]]) for one in facts["products"]]
    for start in range(0, len(products), BATCH):
        yield {"source": {**SOURCE, "listed": facts["listed"]}, "products": products[start : start + BATCH]}


def own_words() -> dict[str, tuple[str, str]]:
    """Licence (SPDX; empty where several or none of these apply) and one line, by name."""
    with (HERE / "descriptions.tsv").open(newline="") as file:
        return {name: (licence, line) for name, licence, line in csv.reader(file, delimiter="\t")}


def _product(facts: dict[str, Any], licence: str, line: str) -> dict[str, Any]:
    slug, source = facts["slug"], facts["source"]
    return {
        "slug": slug,
        "name": slug,
        "short_description": line,
        "description": _description(slug, line, facts["versions"], source),
        "categories": facts["categories"],
        "tags": [],
        "links": [{"what": "source", "url": source}] if source else [],
        "logo": "",
        "licence": licence,
        "pull": slug,
        "versions": [
            {"tags": tags, "platforms": platforms, "ref": ref, "created": ""}
            for tags, platforms, ref in facts["versions"]
        ],
    }


def _description(slug: str, line: str, versions: Sequence[Sequence[Any]], source: str) -> str:
    platforms = sorted({platform for _, platforms, _ in versions for platform in platforms})
    told = [line, f"An official image, listed from elsewhere: `docker pull {slug}` takes it from its own registry."]
    if versions:
        tags = sum(len(tags) for tags, _, _ in versions)
        told.append(f"{len(versions)} images under {tags} tags, for {', '.join(platforms)}.")
    else:
        told.append("No version is listed any more.")
    if source:
        told.append(f"It is built from [its repository]({source}).")
    return "\n\n".join(told) + "\n"
