"""A read model with many accounts and entitlements, written straight into a generation, and what to ask of it."""

import random
from base64 import b64encode
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert

from eventlog.reading import ReadModel
from eventlog.views import View
from gateway.views import PROJECTIONS, gates, holders
from vocabulary.access_token import AccessToken

PRODUCTS = 1_000
PAGE = 20_000
AT = 1_760_000_000.0


def fill(url: str, people: int, rights: int) -> None:
    """`people` accounts with an access token each, and `rights` entitlements shared out among them."""
    view = View(ReadModel("gateway", PROJECTIONS), url)
    view.prepare()
    with view.generations.writing() as db:
        put(db, holders.accounts, map(_account, range(people)))
        put(db, holders.tokens, map(_token, range(people)))
        put(db, gates.repositories, map(_repository, range(PRODUCTS)))
        put(db, gates.entitlements, (_entitlement(number, people) for number in range(rights)))
        db.exec_driver_sql("ANALYZE")
    view.close()


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


def _access_token(number: int) -> AccessToken:
    return AccessToken.make(random.Random(number).randbytes(20))


def _account(number: int) -> dict[str, Any]:
    state = {"state": "active", "verified": True, "sessions_from": 0.0}
    return {"id": f"person-{number}", **state, "event": "", "at": AT}


def _token(number: int) -> dict[str, Any]:
    token = _access_token(number)
    return {
        "id": f"token-{number}",
        "sha256": token.sha256,
        "account": f"person-{number}",
        "label": "laptop",
        "scopes": "pull",
        "networks": "",
        "expires": None,
        "issued": AT,
        "revoked": 0,
        "last_four": token.last_four,
    }


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


def _entitlement(number: int, people: int) -> dict[str, Any]:
    return {
        "holder": f"person-{number % people}",
        "repository": _name(number, people),
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
