"""What an event is made of beside plain values comes back from JSON as it was, and what is not known is left out."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Record, Records, Texts, UnknownVersion, registry


@dataclass(frozen=True)
class Berth:
    number: int
    free_from: date | None


class BerthSchema(Schema):
    number = fields.Integer(required=True)
    free_from = fields.Date(required=True, allow_none=True)


@dataclass(frozen=True)
class Quay:
    name: str
    berths: tuple[Berth, ...]
    best: Berth | None


class QuaySchema(Schema):
    name = fields.String(required=True)
    berths = Records(Berth, BerthSchema, required=True)
    best = Record(Berth, BerthSchema, required=True, allow_none=True)


@dataclass(frozen=True)
class QuayOpened:
    quay: Quay
    names: tuple[str, ...]


class QuayOpenedSchema(EventSchema):
    event, stored_as = QuayOpened, "tests.quay-opened"

    quay = Record(Quay, QuaySchema, required=True)
    names = Texts(required=True)


FIRST, SECOND = Berth(1, date(2026, 12, 8)), Berth(2, None)
OPENED = QuayOpened(Quay("north", (FIRST, SECOND), FIRST), ("north", "old"))


def stored(event: Any) -> tuple[str, int, dict[str, Any]]:
    name, version, data = registry.dump(event)
    return name, version, json.loads(json.dumps(data))


@pytest.mark.parametrize("event", [OPENED, QuayOpened(Quay("south", (), None), ())])
def test_records_within_records_come_back_as_they_were(event: QuayOpened) -> None:
    assert registry.load(*stored(event)) == event


def test_a_field_that_is_not_known_here_is_left_out() -> None:
    name, version, data = stored(OPENED)
    data["quay"]["depth"] = 12
    assert registry.load(name, version, data) == OPENED


@dataclass(frozen=True)
class TollRaised:
    to: str
    by: str


class TollRaisedSchema(EventSchema):
    """Version 1 named nobody, version 2 did so as `who`."""

    event, stored_as = TollRaised, "tests.toll-raised"
    upcasters = (lambda v1: v1 | {"who": "the town"}, lambda v2: {"to": v2["to"], "by": v2["who"]})

    to = fields.String(required=True)
    by = fields.String(required=True)


@pytest.mark.parametrize(
    ("version", "data", "by"),
    [(1, {"to": "3"}, "the town"), (2, {"to": "3", "who": "the port"}, "the port"), (3, {"to": "3", "by": "us"}, "us")],
)
def test_an_older_version_is_lifted_by_the_steps_that_it_lacks_in_their_order(
    version: int, data: dict[str, str], by: str
) -> None:
    assert registry.load("tests.toll-raised", version, data) == TollRaised("3", by)


def test_a_newer_version_is_not_read() -> None:
    with pytest.raises(UnknownVersion, match="version 4; this program knows 3"):
        registry.load("tests.toll-raised", 4, {"to": "3", "by": "us"})
