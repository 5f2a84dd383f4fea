"""What is fact in docker-library's files, as JSON for `demo/catalogue.json`.

`python -m cli.chandlery.facts LIBRARY_DIR DOCS_DIR DAY`, where DAY is the day of the list.
Texts and logos are other people's and stay where they are; names, tags, platforms, sources and categories are facts.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from cli.chandlery.official_images import Product, read


def lines(library_dir: Path, docs_dir: Path, day: str) -> Iterator[str]:
    """One line a product, so that a later list shows what has changed."""
    products = read(library_dir, docs_dir).products
    yield f'{{"listed": {json.dumps(day)}, "products": ['
    for place, product in enumerate(products):
        yield json.dumps(_facts(product), ensure_ascii=False) + ("," if place + 1 < len(products) else "")
    yield "]}"


def _facts(product: Product) -> dict[str, object]:
    return {
        "slug": product.slug,
        "categories": product.categories,
        "source": dict(product.links).get("source", ""),
        "versions": [[one.tags, one.platforms, one.ref] for one in product.versions],
    }


if __name__ == "__main__":
    library, docs, day = sys.argv[1:]
    for line in lines(Path(library), Path(docs), day):
        print(line)
