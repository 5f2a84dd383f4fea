"""Searches that people keep: what somebody looks for is theirs alone, so it lies under their key and in no event."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, Row, delete, insert, select

from eventlog.personal import conceal, reveal
from eventlog.refusal import Conflicting, Invalid
from services.identity.private import saved_searches

LONGEST_NAME, LONGEST_QUESTION, MOST = 80, 2000, 100


@dataclass(frozen=True)
class Search:
    """`question` is what stands after the ? in the address of the page of results."""

    id: str
    name: str
    question: str
    saved: datetime


def checked(name: str, question: str) -> tuple[str, str]:
    name, question = " ".join(name.split()), question.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid("search-name-unfit", f"a name has 1 to {LONGEST_NAME} characters")
    if not 0 < len(question) <= LONGEST_QUESTION:
        raise Invalid("search-question-unfit", f"a question has 1 to {LONGEST_QUESTION} characters")
    return name, question


def keep(db: Connection, account: str, search: Search, key: bytes) -> str:
    """Its id. The same question kept again takes the new name; refused where there are too many."""
    kept = of(db, account, key)
    same = next((one for one in kept if one.id == search.id or one.question == search.question), None)
    if same is None and len(kept) >= MOST:
        raise Conflicting("too-many-saved-searches", f"{MOST} are kept at most")
    if same is not None and same.question != search.question:
        raise Invalid("idempotency-key-reused")
    if same is not None:
        db.execute(forget(account, same.id))
    id = same.id if same else search.id
    sealed = conceal(json.dumps([search.name, search.question]), key)
    db.execute(insert(saved_searches).values(id=id, account=account, sealed=sealed, saved=search.saved))
    return id


def of(db: Connection, account: str, key: bytes) -> list[Search]:
    """The newest first."""
    rows = db.execute(
        select(saved_searches)
        .where(saved_searches.c.account == account)
        .order_by(saved_searches.c.saved.desc(), saved_searches.c.id)
    )
    return [_opened(row, key) for row in rows]


def _opened(row: Row[Any], key: bytes) -> Search:
    name, question = json.loads(str(reveal(row.sealed, key)))
    return Search(row.id, name, question, row.saved)


def forget(account: str, id: str) -> Executable:
    return delete(saved_searches).where(saved_searches.c.account == account, saved_searches.c.id == id)


def forget_all(account: str) -> list[Executable]:
    return [delete(saved_searches).where(saved_searches.c.account == account)]
