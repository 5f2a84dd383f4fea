"""Pulls through the service: notices are kept once, and counted by the day however they come."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine

from demo.images import Image
from eventlog.refusal import Forbidden
from services.catalog import private
from services.catalog.deciders.tally import Notice, tally
from services.catalog.private import Noted
from services.catalog.service import pulls
from services.catalog.settings import Settings
from tests.controls.catalog import AT, DIGEST, linux_amd64, linux_arm64
from tests.services.catalog.pushed import push
from tests.services.catalog.shop import Shop

VERSIONS = {DIGEST: {one.digest: one.platform for one in (linux_amd64, linux_arm64)}}


def notice(digest: str, tag: str = "", method: str = "GET", at: float = 0, **more: Any) -> dict[str, Any]:
    moment = datetime.now(UTC) - timedelta(minutes=1) + timedelta(seconds=at)
    who = {"actor": "bob", "address": "192.0.2.7", "agent": "docker/28.2"}
    told = {"repository": "acme/counted", "tag": tag, "digest": digest, "method": method, "at": moment.isoformat()}
    return told | who | {"id": f"{method}/{digest}/{tag}/{at}"} | more


@pytest.fixture
def released(shop: Shop, settings: Settings, image: Image, monkeypatch: pytest.MonkeyPatch) -> str:
    """The digest of a released image of two platforms, whose pulls are counted at once."""
    monkeypatch.setattr(pulls, "SOON", timedelta())
    address = shop.sells("counted", "counted")
    digest = push(settings, "staging/acme/counted", "1.0.0", image)
    shop.tells("acme/counted", "1.0.0", digest, image.index.media_type)
    shop.staged(address)
    release = shop.catalog.release_version(address, "free", "1.0.0", digest, "", shop.ada())
    assert shop.ended(address, release["id"])["state"] == "released"
    return digest


def counted(shop: Shop) -> list[dict[str, Any]]:
    """What was counted last."""
    lines = [json.loads(line) for _, _, line in shop.catalog.read_log(0, 1000)]
    told = [line["data"]["counts"] for line in lines if line["type"] == "catalog.pulls-counted"]
    return told[-1] if told else []


def note(shop: Shop, *notices: dict[str, Any]) -> None:
    shop.catalog.note_pulls(list(notices), shop.by("registry", "registry"))


def test_notices_become_the_days_counts_and_late_ones_change_them(shop: Shop, released: str) -> None:
    note(shop, notice(released, "1.0.0", "HEAD"), notice(released, "1.0.0", "HEAD", actor="chandlery", id="own"))
    shop.services.until(lambda: [one["how"] for one in counted(shop)] == ["check"])
    note(shop, notice(released, at=1, country="DE"), notice(released, "1.0.0", "HEAD"))
    shop.services.until(lambda: [one["how"] for one in counted(shop)] == ["tag"])
    assert counted(shop) == [
        {
            "tag": "1.0.0",
            "digest": released,
            "platform": "",
            "client": "docker",
            "how": "tag",
            "paid": False,
            "count": 1,
            "country": "DE",
        }
    ]


def test_nobody_but_the_registry_tells_of_pulls(shop: Shop) -> None:
    with pytest.raises(Forbidden, match="store-only"):
        shop.catalog.note_pulls([notice(DIGEST)], shop.ada())


def test_a_day_that_was_told_often_is_told_less_often() -> None:
    assert [pulls.pause(told) for told in (0, 30, 120)] == [pulls.SOON, pulls.LATER, pulls.SELDOM]


def test_of_who_asked_only_a_mark_is_kept() -> None:
    kept = pulls.noted(notice(DIGEST), b"secret", AT)
    assert (kept.who, kept.at, kept.read) == (pulls.noted(notice(DIGEST), b"secret", AT).who, AT, True)
    assert "192.0.2.7" not in repr(kept)
    assert pulls.noted(notice(DIGEST, address="192.0.2.8"), b"secret", AT).who != kept.who


@pytest.fixture
def books(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.begin() as db:
        private.prepare(db)
        yield db
    engine.dispose()


def some_notices(chance: random.Random) -> list[Noted]:
    digests = [DIGEST, linux_amd64.digest, linux_arm64.digest]
    return [
        Noted(
            id=f"n-{number}",
            repository="acme/db",
            at=AT + timedelta(seconds=chance.randrange(300)),
            read=chance.random() < 0.6,
            tag=chance.choice(["", "1.0.0"]),
            digest=chance.choice(digests),
            who=chance.choice(["bob", "carol"]),
            client="docker",
            account="bob",
            country=chance.choice(["", "DE"]),
        )
        for number in range(40)
    ]


def kept(db: Connection, batches: Sequence[Sequence[Noted]]) -> list[Notice]:
    for batch in batches:
        private.keep_notices(db, batch, AT)
    private.take(db, "acme/db", AT.date())
    return [Notice(**row) for row in private.taken(db, "acme/db", AT.date())]


@pytest.mark.parametrize("seed", range(8))
def test_batches_shuffled_and_repeated_come_to_the_same_counts(seed: int, books: Connection) -> None:
    chance = random.Random(seed)
    notices = some_notices(chance)
    plain = [Notice(*(getattr(one, name) for name in Notice.__dataclass_fields__)) for one in notices]
    sent = notices + chance.sample(notices, 15)
    chance.shuffle(sent)
    batches = [sent[at : at + 7] for at in range(0, len(sent), 7)]
    assert tally(kept(books, batches), VERSIONS, paid=False) == tally(plain, VERSIONS, paid=False)


def test_what_comes_between_a_count_and_its_telling_waits_for_the_next(books: Connection) -> None:
    first, second = some_notices(random.Random(1))[:2]
    assert len(kept(books, [[first]])) == 1
    private.keep_notices(books, [second], AT)
    for statement in private.counted("acme/db", AT.date()):
        books.execute(statement)
    assert [one.day for one in private.waiting(books)] == [AT.date()]
    assert len(kept(books, [])) == 2


def test_notices_are_forgotten_after_some_days_and_come_no_more(books: Connection) -> None:
    old, *_ = some_notices(random.Random(1))
    private.keep_notices(books, [old], AT)
    later = AT + private.KEPT + timedelta(days=1)
    private.forget_old_notices(books, later)
    private.keep_notices(books, [old], later)
    assert private.waiting(books) == []


def test_who_pulled_is_remembered_and_forgotten_when_asked(books: Connection) -> None:
    private.keep_notices(books, some_notices(random.Random(1)), AT)
    assert private.has_pulled(books, "bob", ["acme/other", "acme/db"])
    assert not private.has_pulled(books, "carol", ["acme/db"])
    private.forget_pulls_of(books, "bob")
    assert not private.has_pulled(books, "bob", ["acme/db"])
