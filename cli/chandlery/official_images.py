"""docker-library's files as they are, read into products that the store can import."""

import base64
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.chandlery.library_texts import Texts, read_file, read_texts
from cli.chandlery.stanzas import Entry, Stanzas, parse
from vocabulary.digest import Digest
from vocabulary.slug import is_product_slug

SOURCE, PUBLISHER = "docker-library/official-images", "library"
PUBLISHER_NAME, WEBSITE = "Docker Official Images", "https://github.com/docker-library/official-images"
LONGEST_REF, BATCH_BYTES, BATCH_PRODUCTS = 200, 2_000_000, 25


@dataclass(frozen=True, order=True)
class Problem:
    """`line` is 0 where the whole file is meant."""

    file: str
    line: int
    text: str


@dataclass(frozen=True)
class Version:
    tags: tuple[str, ...]
    platforms: tuple[str, ...]
    ref: str


@dataclass(frozen=True)
class Product:
    slug: str
    short_description: str
    description: str
    categories: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    logo: bytes
    versions: tuple[Version, ...]
    maintainers: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """`problems` is what could not be read; `notes` what was left out on purpose."""

    listed: str
    products: tuple[Product, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def read(library_dir: Path, docs_dir: Path) -> Catalogue:
    """Never raises: the two repositories as they are, or one folder that holds both by name."""
    products: list[Product] = []
    problems: list[Problem] = []
    notes: list[Problem] = []
    for name, file in _library_files(library_dir, problems):
        stanzas = _read_stanzas(file, problems)
        folder = _docs_of(docs_dir, name)
        texts = read_texts(folder, name, stanzas.repository)
        problems += [Problem(str(folder / where), one.line, one.text) for where, one in texts.mistakes]
        notes += [Problem(str(folder / where), 0, text) for where, text in texts.notes]
        if not stanzas.entries and not stanzas.maintainers:
            problems.append(Problem(str(file), 0, "It lists no image."))
            continue
        if not stanzas.entries and stanzas.mistakes:
            problems.append(Problem(str(file), 0, "None of it could be read; what the store lists stays as it was."))
            continue
        products.append(_product(name, stanzas, texts))
        if not stanzas.entries:
            notes.append(Problem(str(file), 0, "It lists no image any more."))
    return Catalogue(_listed_on(library_dir), tuple(products), tuple(problems), tuple(notes))


def _library_files(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    try:
        inside = folder / "library"
        entries = sorted((inside if inside.is_dir() else folder).iterdir())
    except OSError as wrong:
        problems.append(Problem(str(folder), 0, f"It cannot be read: {wrong.strerror}."))
        return
    for entry in entries:
        file = entry / "library" if entry.is_dir() else entry
        if is_product_slug(entry.name) and file.is_file():
            yield entry.name, file


def _docs_of(folder: Path, name: str) -> Path:
    nested = folder / "docs" / name
    return nested if not (folder / name).is_dir() and nested.is_dir() else folder / name


def _read_stanzas(file: Path, problems: list[Problem]) -> Stanzas:
    reading = Texts()
    stanzas = parse(read_file(reading, file))
    wrong = [mistake for _, mistake in reading.mistakes] + list(stanzas.mistakes)
    problems += [Problem(str(file), one.line, one.text) for one in wrong]
    return stanzas


def _product(name: str, stanzas: Stanzas, texts: Texts) -> Product:
    return Product(
        slug=name,
        short_description=texts.short_description,
        description=texts.description,
        categories=texts.categories,
        links=texts.links,
        logo=texts.logo,
        versions=tuple(_versions(stanzas.entries)),
        maintainers=stanzas.maintainers,
    )


def _versions(entries: Sequence[Entry]) -> Iterator[Version]:
    """Each stanza, and each set of stanzas behind the same shared tags: those run wherever one of them runs."""
    sharing: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for tag in entry.shared_tags:
            sharing[tag].append(place)
    behind: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for tag, places in sharing.items():
        behind[tuple(places)].append(tag)
    for place, entry in enumerate(entries):
        for together in [places for places in behind if len(places) > 1 and places[0] == place]:
            yield _version(behind[together], [entries[one] for one in together])
        own = [*entry.tags, *behind.get((place,), [])]
        if own:
            yield _version(own, [entry])


def _version(tags: Sequence[str], entries: Sequence[Entry]) -> Version:
    platforms = dict.fromkeys(platform for entry in entries for platform in entry.platforms)
    return Version(tuple(tags), tuple(platforms), _ref(entries))


def _ref(entries: Sequence[Entry]) -> str:
    """What tells an image from another: commit and directory; their digest where each architecture has its own."""
    told = "+".join(_sources(entry) for entry in entries)
    return told if len(told) <= LONGEST_REF else str(Digest.of(told.encode()))


def _sources(entry: Entry) -> str:
    if len({build.source for build in entry.builds}) == 1:
        return entry.builds[0].source
    return ",".join(f"{build.architecture}={build.source}" for build in entry.builds)


def _listed_on(folder: Path) -> str:
    """The day of the list: of the checkout's last commit, else of the newest file."""
    if (folder / ".git").exists():
        asked = subprocess.run(
            ["git", "-C", str(folder), "log", "-1", "--format=%cs"], capture_output=True, text=True, check=False
        )
        if asked.returncode == 0 and asked.stdout.strip():
            return asked.stdout.strip()
    times = [file.stat().st_mtime for _, file in _library_files(folder, [])]
    return datetime.fromtimestamp(max(times), UTC).date().isoformat() if times else ""


def as_imports(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Bodies of `POST /imports`, each small enough to be taken in one go."""
    publisher = {"slug": PUBLISHER, "name": PUBLISHER_NAME, "website": WEBSITE}
    source = {"name": SOURCE, "listed": catalogue.listed, "publisher": publisher}
    batches: list[list[dict[str, Any]]] = []
    room = 0
    for product in catalogue.products:
        size = len(product.description.encode()) + len(product.logo) * 4 // 3 + 100 * len(product.versions)
        if not batches or size > room or len(batches[-1]) >= BATCH_PRODUCTS:
            batches.append([])
            room = BATCH_BYTES
        batches[-1].append(_as_import(product))
        room -= size
    return [{"source": source, "products": batch} for batch in batches]


def _as_import(product: Product) -> dict[str, Any]:
    return {
        "slug": product.slug,
        "name": product.slug,
        "short_description": product.short_description,
        "description": product.description,
        "categories": list(product.categories),
        "tags": [],
        "links": [{"what": what, "url": url} for what, url in product.links],
        "logo": base64.b64encode(product.logo).decode(),
        "licence": "",
        "pull": product.slug,
        "versions": [
            {"tags": list(one.tags), "platforms": list(one.platforms), "ref": one.ref, "created": ""}
            for one in product.versions
        ],
    }
