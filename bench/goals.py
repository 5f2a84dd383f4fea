"""What each measure is to reach, in one place: ratios against the peer, or figures of our own where there is none."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Goal:
    sense: Literal["≥", "≤"]
    figure: float
    of: Literal["ratio", "ours"] = "ratio"

    def met_by(self, figure: float) -> bool:
        return figure >= self.figure if self.sense == "≥" else figure <= self.figure

    def __str__(self) -> str:
        return f"{self.sense} {self.figure:g}{'×' if self.of == 'ratio' else ''}"


DEFAULT = "eventsourcing 9.5.6"
FUNCTIONS = "eventsourcing 9.5.6, enable_db_functions"
POSTGRES = "appends on PostgreSQL, events/s"
SQLITE = "appends on SQLite, events/s"
READING = "reading the log by pages of 1000 on PostgreSQL, events/s"
SUGGESTIONS = "suggestions on Tantivy, p99 ms"
SUGGESTED = "suggestions on Elasticsearch, p99 ms"
BY_READER = "full query with facets on Elasticsearch"
ON_TANTIVY = "full query with facets on Tantivy"
SENT = "the same query sent by hand"
ON_ELASTICSEARCH = "the same question on Elasticsearch"
GROWN_SEARCH = (f"{BY_READER}, growth of p50", f"{ON_TANTIVY}, growth of p50")
REINDEX = "building the index in Elasticsearch, products/s"
BULK = "a bare bulk of ready documents"
ENDPOINT_RATE = "token endpoint, requests/s"
ENDPOINT_P99 = "token endpoint, p99 in ms"
WITH_BCRYPT = "docker_auth, bcrypt cost 5"
CHEAPEST = "docker_auth, no password check"
CROWD = "100,000 accounts, 1,000,000 entitlements"
ENDPOINT_COST = "token endpoint, processor µs a request of our workers"
GROWN, SMALL = "10,000,000 entitlements", "10,000 entitlements"
PULL = "docker pull, s"
PULLED = "a small image"
UNGUARDED = "the same registry without authentication"
REBUILD = "rebuild of a read model, events/s"
BY_HAND = "the database's own way to fill the same table, rows/s"
GROWN_NEW = "append that makes a stream on PostgreSQL, µs"
GROWN_OLD = "append to an older stream on PostgreSQL, µs"
REPLAY = "full replay on PostgreSQL, events/s"
REPLAY_MEMORY = "full replay on PostgreSQL, MB at most"
LAG_P50 = "from commit to visible at 200 events/s, p50 in ms more than the broker's own"
LAG_P99 = "from commit to visible at 200 events/s, p99 in ms"
OVER_BROKER = "RabbitMQ, two processes"
QUALITY = "quality of search, nDCG@10"
FIRST = "the first product found is one that was meant, of all questions"
OVER_PEER = "quality of search, nDCG@10 above the better peer"
FIRST_THREE = "after three letters among the first three, of all products"
MULTI_MATCH = "Elasticsearch, multi_match"
POSTGRES_TEXT = "PostgreSQL, full text"
PAGES = {"product page": "product page, requests/s", "search page": "search page, requests/s"}
PAGES_P99 = {"product page": "product page at half load, p99 ms", "search page": "search page at half load, p99 ms"}
BY_APPLICATION = "the same page as a file, by an application of one line"
BY_GRANIAN = "the same page as a file, by granian itself"
SHOP = "the tests' shop"
PURCHASE = "from buying by card until it may be pulled, p99 in s"
RENEWALS = "renewals, invoiced and charged, a second"
RENEWALS_COST = "renewals, processor ms of billing for each"
RENEWALS_MEMORY = "memory that renewals take, in MB at most"

SCAN = "scan of an image in a registry until its findings are told, s"
SCANNED = "Debian, 200 MB"
SCAN_PROCESSOR = "scan of an image in a registry until its findings are told, processor s"
SYFT_AND_GRYPE = "syft and grype"
GRYPE_ON_BILL = "syft, then grype on its bill of materials"
RESCAN = "1,000 new advisories, until all findings are kept and the images that they touch are known, s"
RESCAN_MEMORY = "1,000 new advisories, memory in MB at most"

QUEUE = "a page of a desk's queue, p99 in ms of the slowest queue"
NEW_CALENDAR = "a publisher's new calendar until it counts for its 1,000 open tickets, s at most"

DRAINED = "a release until its last letter has left, s"
DRAINING_MEMORY = "memory that its letters take, in MB at most"
DRAINING_INBOX = "an inbox meanwhile, p99 in ms"


def subscribers_on(database: str) -> str:
    return f"10,000 subscribers on {database}"


HOSTED = "200 local images compared by one request, s"
HOST_P50, HOST_P99 = f"{HOSTED}, p50", f"{HOSTED}, p99"
OFFICIAL_ALONE = "123 official images"

PLUGIN = {"version": "docker-store --version, ms", "updates": "docker-store updates until it asks the store, ms"}
AS_BUILT, AS_SOURCES = "by the Python that built it", "by another one, from its sources"


def products(number: int) -> str:
    return f"{number:,} products"


def tickets_on(database: str) -> str:
    return f"100,000 open tickets on {database}"


def shelf(database: str) -> str:
    return f"10,000 images of 300 packages on {database}"


def buyers(number: int) -> str:
    return f"{number:,} buyers"


def stored(events: int) -> str:
    return f"{events:,} events stored"


START = {
    "page": "embedded store: start to first page, s",
    "stop": "embedded store: stop, s",
    "memory": "embedded store: memory, MB",
}

# By measure, size and peer; a measure counts at these sizes alone.
GOALS: dict[tuple[str, str, str], Goal] = {
    (POSTGRES, "1×1", DEFAULT): Goal("≥", 3),
    (POSTGRES, "8×1", DEFAULT): Goal("≥", 4.5),
    (POSTGRES, "1×10", DEFAULT): Goal("≥", 2),
    (POSTGRES, "8×10", DEFAULT): Goal("≥", 2.6),
    (POSTGRES, "1×100", DEFAULT): Goal("≥", 1.5),
    (POSTGRES, "1×1", FUNCTIONS): Goal("≥", 1.3),
    (POSTGRES, "8×1", FUNCTIONS): Goal("≥", 2.2),
    (POSTGRES, "1×10", FUNCTIONS): Goal("≥", 1.2),
    (POSTGRES, "8×10", FUNCTIONS): Goal("≥", 1.5),
    (POSTGRES, "1×100", FUNCTIONS): Goal("≥", 1.25),
    (SQLITE, "1", DEFAULT): Goal("≥", 0.95),
    (SQLITE, "10", DEFAULT): Goal("≥", 0.95),
    (SQLITE, "100", DEFAULT): Goal("≥", 0.95),
    (ENDPOINT_RATE, CROWD, WITH_BCRYPT): Goal("≥", 10),
    (ENDPOINT_RATE, CROWD, CHEAPEST): Goal("≥", 1.5),
    (ENDPOINT_P99, CROWD, WITH_BCRYPT): Goal("≤", 0.05),
    (ENDPOINT_P99, CROWD, CHEAPEST): Goal("≤", 1),
    (ENDPOINT_COST, GROWN, SMALL): Goal("≤", 1.2),
    (READING, "100,000", DEFAULT): Goal("≥", 1.3),
    (SUGGESTIONS, "100,000", ""): Goal("≤", 20, of="ours"),
    (SUGGESTED, "100,000", ""): Goal("≤", 20, of="ours"),
    (f"{BY_READER}, p50 ms", "100,000", SENT): Goal("≤", 1.25),
    (f"{ON_TANTIVY}, p50 ms", "100,000", ON_ELASTICSEARCH): Goal("≤", 0.05),
    (REINDEX, "100,000", BULK): Goal("≥", 0.7),
    (REBUILD, "200,000 events on SQLite", ""): Goal("≥", 50_000, "ours"),
    (REBUILD, "200,000 events on PostgreSQL", ""): Goal("≥", 30_000, "ours"),
    (REBUILD, "200,000 events on PostgreSQL", BY_HAND): Goal("≥", 0.25),
    (GROWN_NEW, stored(10_000_000), stored(10_000)): Goal("≤", 1.15),
    (GROWN_OLD, stored(10_000_000), stored(10_000)): Goal("≤", 1.15),
    (REPLAY, stored(1_000_000), stored(100_000)): Goal("≥", 0.9),
    (REPLAY, stored(10_000_000), stored(1_000_000)): Goal("≥", 0.9),
    (REPLAY_MEMORY, stored(1_000_000), stored(100_000)): Goal("≤", 1.1),
    (REPLAY_MEMORY, stored(10_000_000), stored(1_000_000)): Goal("≤", 1.1),
    (LAG_P50, OVER_BROKER, ""): Goal("≤", 4, "ours"),
    (LAG_P99, OVER_BROKER, ""): Goal("≤", 50, "ours"),
    (PURCHASE, buyers(200), ""): Goal("≤", 1, "ours"),
    (RENEWALS, f"{buyers(33_000)} of 1,000,000", ""): Goal("≥", 110, "ours"),  # in five minutes
    (QUALITY, "given", ""): Goal("≥", 0.9, "ours"),
    (QUALITY, "our own", ""): Goal("≥", 0.9, "ours"),
    (OVER_PEER, "given", ""): Goal("≥", 0.12, "ours"),
    (OVER_PEER, "our own", ""): Goal("≥", 0.12, "ours"),
    (FIRST_THREE, "every name", ""): Goal("≥", 0.85, "ours"),
    (PAGES["product page"], SHOP, BY_APPLICATION): Goal("≥", 1 / 6),
    (PAGES["search page"], SHOP, BY_APPLICATION): Goal("≥", 1 / 12),
    (PAGES["product page"], SHOP, BY_GRANIAN): Goal("≥", 1 / 6),
    (PAGES["search page"], SHOP, BY_GRANIAN): Goal("≥", 1 / 12),
    (PAGES_P99["product page"], SHOP, ""): Goal("≤", 50, "ours"),
    (PAGES_P99["search page"], SHOP, ""): Goal("≤", 50, "ours"),
    (PULL, PULLED, UNGUARDED): Goal("≤", 1.1),
    (SCAN, SCANNED, SYFT_AND_GRYPE): Goal("≤", 1 / 3),
    (SCAN_PROCESSOR, SCANNED, SYFT_AND_GRYPE): Goal("≤", 1 / 3),
    (RESCAN, shelf("SQLite"), ""): Goal("≤", 10, "ours"),
    (RESCAN, shelf("PostgreSQL"), ""): Goal("≤", 10, "ours"),
    (RESCAN_MEMORY, shelf("SQLite"), ""): Goal("≤", 300, "ours"),
    (RESCAN_MEMORY, shelf("PostgreSQL"), ""): Goal("≤", 300, "ours"),
    (QUEUE, tickets_on("SQLite"), ""): Goal("≤", 100, "ours"),
    (QUEUE, tickets_on("PostgreSQL"), ""): Goal("≤", 100, "ours"),
    (NEW_CALENDAR, tickets_on("SQLite"), ""): Goal("≤", 5, "ours"),
    (NEW_CALENDAR, tickets_on("PostgreSQL"), ""): Goal("≤", 5, "ours"),
    (DRAINED, subscribers_on("SQLite"), ""): Goal("≤", 120, "ours"),
    (DRAINED, subscribers_on("PostgreSQL"), ""): Goal("≤", 120, "ours"),
    (DRAINING_MEMORY, subscribers_on("SQLite"), ""): Goal("≤", 60, "ours"),
    (DRAINING_MEMORY, subscribers_on("PostgreSQL"), ""): Goal("≤", 60, "ours"),
    (DRAINING_INBOX, subscribers_on("SQLite"), ""): Goal("≤", 250, "ours"),
    (DRAINING_INBOX, subscribers_on("PostgreSQL"), ""): Goal("≤", 250, "ours"),
    (HOST_P99, OFFICIAL_ALONE, ""): Goal("≤", 1, "ours"),
    (HOST_P99, products(100_000), ""): Goal("≤", 1, "ours"),
    (HOSTED, products(100_000), products(1_000)): Goal("≤", 1.5),
    (PLUGIN["version"], AS_BUILT, ""): Goal("≤", 150, "ours"),
    (PLUGIN["version"], AS_SOURCES, ""): Goal("≤", 150, "ours"),
    (PLUGIN["updates"], AS_BUILT, ""): Goal("≤", 150, "ours"),
    (PLUGIN["updates"], AS_SOURCES, ""): Goal("≤", 150, "ours"),
    (START["page"], "10,000 events", ""): Goal("≤", 3, "ours"),
    (START["stop"], "10,000 events", ""): Goal("≤", 3, "ours"),
    (START["memory"], "10,000 events", ""): Goal("≤", 250, "ours"),
}
