"""How well questions are answered over the official images: ours, `multi_match`, PostgreSQL's full text.

All three are asked about the same documents, judged from 3 (what was meant) to 1 (related). The peers read name,
short text, description and publisher, with English stems, as their manuals begin. Needs ../shared/data; a peer that
cannot be run here has no row. Elasticsearch without its module of analyses has no English one: then it stems nothing.
"""

import re
import tempfile
import urllib.error
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from bench.goals import FIRST, FIRST_THREE, MULTI_MATCH, OVER_PEER, POSTGRES_TEXT, QUALITY
from bench.harness import Row, compared, report
from services.search.ports import Document
from services.search.reader import Query, SearchReader
from tests.parts import elasticsearch, postgresql
from tests.services.search.shelf import filled
from tests.services.search.test_quality import DATA, IMAGES, OWN, PARTS, Judged, judged, ndcg, official

Ask = Callable[[str], list[str]]  # a question → names of products, best first
OURS = "Tantivy"


def main() -> None:
    if not IMAGES.is_dir():
        print("needs the official images in ../shared/data")
        return
    documents = [official(folder) for folder in sorted(IMAGES.iterdir())]
    sets = {
        "given": list(judged(DATA / "search-questions.tsv")),
        "our own": [one for part in PARTS for one in judged(OWN, part)],
    }
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user
        reader = filled(Path(folder) / "index", documents)
        peers = dict(_peers(running, Path(folder), documents))
        rows = [row for name, questions in sets.items() for row in compare(name, questions, _ours(reader), peers)]
        rows.append(compared(FIRST_THREE, "every name", [typeahead(reader)]))
    report("quality", rows)


def compare(name: str, questions: Sequence[Judged], ours: Ask, peers: dict[str, Ask]) -> Iterator[Row]:
    size = f"{name}, {len(questions)} questions"
    gain, first = measured(ours, questions)
    yield compared(QUALITY, name, [gain])
    yield compared(FIRST, size, [first])
    figures = {peer: measured(ask, questions) for peer, ask in peers.items()}
    for peer, (peer_gain, peer_first) in figures.items():
        yield compared(f"{QUALITY} beside a peer", size, [gain], [peer_gain], peer)
        yield compared(f"{FIRST} beside a peer", size, [first], [peer_first], peer)
    if figures:
        yield compared(OVER_PEER, name, [gain - max(peer_gain for peer_gain, _ in figures.values())])


def measured(ask: Ask, questions: Sequence[Judged]) -> tuple[float, float]:
    """Mean nDCG@10, and how often the first product found is one that was meant most."""
    gains, firsts = [], []
    for question, grades in questions:
        names = ask(question)
        gains.append(ndcg(names, grades))
        firsts.append(bool(names) and grades.get(names[0]) == max(grades.values()))
    return sum(gains) / len(gains), sum(firsts) / len(firsts)


def typeahead(reader: SearchReader) -> float:
    """For how many products three letters of the name bring it among the first three."""
    names = [folder.name for folder in IMAGES.iterdir() if len(folder.name) >= 3]
    right = [name for name in names if f"library/{name}" in [one.slug for one in reader.suggest(name[:3])][:3]]
    return len(right) / len(names)


def _ours(reader: SearchReader) -> Ask:
    return lambda question: [item.slug.partition("/")[2] for item in reader.search(Query(question, limit=10)).items]


def _peers(running: ExitStack, folder: Path, documents: Sequence[Document]) -> Iterator[tuple[str, Ask]]:
    if postgresql.programs():
        db = running.enter_context(_connected(running.enter_context(postgresql.cluster(folder / "postgresql"))))
        yield POSTGRES_TEXT, _by_full_text(db, documents)
    if elasticsearch.program():
        node = elasticsearch.Node(folder / "elasticsearch")
        running.callback(node.stop)
        node.start()
        yield MULTI_MATCH, _by_multi_match(node, documents)


def _connected(address: str) -> Connection:
    return create_engine(f"{address}/postgres", isolation_level="AUTOCOMMIT").connect()


def _by_full_text(db: Connection, documents: Sequence[Document]) -> Ask:
    """Weighted as its manual shows: name A, publisher B, short text B, description D; any word may match."""
    db.execute(text("create table product (name text, found tsvector)"))
    weighed = " || ".join(
        f"setweight(to_tsvector('english', :{field}), '{weight}')"
        for field, weight in (("called", "A"), ("publisher", "B"), ("short", "B"), ("description", "D"))
    )
    for one in documents:
        name = one.slug.partition("/")[2]
        told = {"name": name, "called": name, "publisher": one.publisher_name}
        told |= {"short": one.short_description, "description": one.description}
        db.execute(text(f"insert into product values (:name, {weighed})"), told)
    asked = text(
        "select name from product, to_tsquery('english', :question) q where found @@ q"
        " order by ts_rank_cd(found, q, 1) desc, name limit 10"
    )

    def ask(question: str) -> list[str]:
        return list(db.scalars(asked, {"question": " | ".join(re.findall(r"\w+", question))}))

    return ask


def _by_multi_match(node: elasticsearch.Node, documents: Sequence[Document]) -> Ask:
    fields = ("name", "short", "description", "publisher")
    for analyzer in ("english", "standard"):
        mapping = {"properties": {field: {"type": "text", "analyzer": analyzer} for field in fields}}
        try:
            node.ask("PUT", "/products", {"mappings": mapping})
            break
        except urllib.error.HTTPError as refused:
            if analyzer == "standard":
                raise
            refused.close()
    for number, one in enumerate(documents):
        told = (one.name, one.short_description, one.description, one.publisher_name)
        node.ask("PUT", f"/products/_doc/{number}", dict(zip(fields, told, strict=True)))
    node.ask("POST", "/products/_refresh")
    names = [one.slug.partition("/")[2] for one in documents]

    def ask(question: str) -> list[str]:
        asked = {"multi_match": {"query": question, "fields": ["name^3", "short^2", "description", "publisher"]}}
        hits = node.ask("POST", "/products/_search", {"query": asked, "size": 10})["hits"]["hits"]
        return [names[int(hit["_id"])] for hit in hits]

    return ask


if __name__ == "__main__":
    main()
