"""A read model with many accounts and entitlements, written straight into a generation, and what to ask of it.

SQLite makes the rows itself, in the order of their keys and without a journal: ten million that went in one by one,
each to its place in an index and twice to the disk, took longer than all that is measured.
"""

import random
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, FromClause, Table, create_engine, func, insert, literal, select
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from eventlog.reading import ReadModel
from eventlog.views import View
from gateway.views import PROJECTIONS, gates, holders
from vocabulary.access_token import RANDOM_BYTES, AccessToken

PRODUCTS = 1_000
PAGE = 20_000
AT = 1_760_000_000.0
CACHE = 256 * 1024  # KiB of pages in memory: tokens come in no order of their digests


def fill(url: str, people: int, rights: int) -> None:
    """`people` accounts with an access token each, and `rights` entitlements shared out among them."""
    model = ReadModel("gateway", PROJECTIONS)
    view = View(model, url)
    view.prepare()
    view.close()
    everybody, shares = _numbers("everybody", people), _numbers("shares", -(-rights // people))
    right = shares.c.n * people + everybody.c.n
    with _written(Path(make_url(url).database or ".") / f"{model.name}.db") as db:
        _spread(db, holders.accounts, _account(everybody.c.n), everybody)
        _spread(db, holders.tokens, _token(everybody.c.n), everybody)
        put(db, gates.repositories, map(_repository, range(PRODUCTS)))
        _spread(db, gates.entitlements, _entitlement(everybody.c.n, shares.c.n), everybody.join(shares, right < rights))
        db.exec_driver_sql("ANALYZE")


def requests(people: int, rights: int, count: int, service: str) -> list[tuple[str, str]]:
    """(path and query, Authorization header): people who ask for something that they may pull."""
    chance = random.Random(4)
    made = []
    for number in chance.sample(range(rights), min(count, rights)):
        password = _access_token(number % people).text
        user = b64encode(f"person{number % people}:{password}".encode()).decode()
        scope = f"repository:{_name(number, people)}:pull"
        made.append((f"/registry/token?service={service}&scope={scope}", f"Basic {user}"))
    return made


def put(db: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    waiting: Iterator[dict[str, Any]] = iter(rows)
    while page := list(islice(waiting, PAGE)):
        db.execute(insert(table), page)


@contextmanager
def _written(file: Path) -> Iterator[Connection]:
    """Statement by statement; a file that was not written to its end is of no use to anybody."""
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        driver: Any = db.connection.driver_connection
        driver.create_function("sha256_of_token", 1, lambda number: _access_token(number).sha256)
        driver.create_function("last_four_of_token", 1, lambda number: _access_token(number).last_four)
        for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE}"):
            db.exec_driver_sql(f"PRAGMA {setting}")
        yield db
        db.exec_driver_sql("PRAGMA journal_mode = WAL")


def _numbers(name: str, count: int) -> CTE:
    """`n` from 0 on."""
    first = select(literal(0).label("n")).cte(name, recursive=True)
    return first.union_all(select(first.c.n + 1).where(first.c.n < count - 1))


def _spread(db: Connection, table: Table, row: Mapping[str, Any], of: FromClause) -> None:
    """A row for each of these numbers, in their order."""
    rows = select(*(each if isinstance(each, ColumnElement) else literal(each) for each in row.values()))
    db.execute(insert(table).from_select(list(row), rows.select_from(of)))


@lru_cache(2)
def _access_token(number: int) -> AccessToken:
    return AccessToken.make(blake2b(str(number).encode(), digest_size=RANDOM_BYTES).digest())


def _account(number: ColumnElement[int]) -> dict[str, Any]:
    state = {"state": "active", "verified": True, "sessions_from": 0.0}
    return {"id": _person(number), **state, "event": "", "at": AT}


def _token(number: ColumnElement[int]) -> dict[str, Any]:
    return {
        "id": func.printf("token-%07d", number),
        "sha256": func.sha256_of_token(number),
        "account": _person(number),
        "label": "laptop",
        "scopes": "pull",
        "networks": "",
        "expires": None,
        "issued": AT,
        "revoked": 0,
        "last_four": func.last_four_of_token(number),
    }


def _person(number: ColumnElement[int]) -> ColumnElement[str]:
    """In the order of the numbers."""
    return func.printf("person-%07d", number)


def _repository(number: int) -> dict[str, Any]:
    return {
        "repository": f"acme/image-{number}",
        "product": f"product-{number}",
        "plan": "pro",
        "address": f"acme/image-{number}",
        "publisher": "acme",
        "state": "published",
        "state_event": "",
        "state_at": AT,
        "access": "subscribers",
        "terms_version": "",
        "plan_event": "",
        "plan_at": AT,
    }


def _name(right: int, people: int) -> str:
    """Everybody has rights to neighbouring products."""
    return f"acme/image-{(right % people + right // people) % PRODUCTS}"


def _entitlement(person: ColumnElement[int], share: ColumnElement[int]) -> dict[str, Any]:
    return {
        "holder": _person(person),
        "repository": func.printf("acme/image-%d", (person + share) % PRODUCTS),
        "product": "",
        "plan": "pro",
        "until": None,
        "reason": "subscription",
        "terms_version": "",
        "ended": None,
        "ended_reason": "",
        "event": "",
        "at": AT,
    }
