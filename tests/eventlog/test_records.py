"""What an event is made of beside plain values comes back from JSON as it was, and what is not known is left out."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Record, Records, Texts, registry


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
