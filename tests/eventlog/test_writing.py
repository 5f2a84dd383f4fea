"""An event is written as marshmallow writes it, and what marshmallow does not take is not taken."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields, validate

from eventlog.schema import ERASED, EventSchema, Record, Records, Registry, Texts
from eventlog.writing import NotPlain


@dataclass(frozen=True)
class Coin:
    cents: int


class CoinSchema(Schema):
    cents = fields.Integer(required=True)


@dataclass(frozen=True)
class Minted:
    by: str
    on: date
    at: datetime
    first: Coin | None
    coins: tuple[Coin, ...]
    marks: tuple[str, ...]
    kind: str = "proof"
    sealed: bool = False


class MintedSchema(EventSchema):
    event = Minted
    by = fields.String(required=True)
    on = fields.Date(required=True)
    at = fields.AwareDateTime(required=True)
    first = Record(Coin, CoinSchema, required=True, allow_none=True)
    coins = Records(Coin, CoinSchema, required=True)
    marks = Texts(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["proof", "common"]))
    sealed = fields.Boolean(required=True)


SCHEMA = MintedSchema()
COINS = (Coin(1), Coin(50))
MINTED = Minted("ada", date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, 6, UTC), Coin(5), COINS, ("a", "ü"))
elsewhere = timezone(timedelta(hours=2))


@pytest.mark.parametrize("event", [MINTED, replace(MINTED, first=None, coins=(), marks=(), sealed=True)])
def test_what_is_plain_is_written_as_marshmallow_writes_it(event: Minted) -> None:
    assert list(SCHEMA.write(event).items()) == list(SCHEMA.dump(event).items())


@pytest.mark.parametrize(
    "unusual",
    [
        {"by": ERASED},
        {"by": None},
        {"on": datetime(2026, 1, 2, tzinfo=UTC)},
        {"at": datetime(2026, 1, 2)},  # noqa: DTZ001 — what is not to be taken
        {"at": datetime(2026, 1, 2, tzinfo=elsewhere)},
        {"first": Coin(True)},
        {"coins": [Coin(1)]},
        {"coins": ("one",)},
        {"marks": (1,)},
        {"kind": "worn"},
        {"sealed": 1},
    ],
)
def test_all_else_is_left_to_marshmallow(unusual: dict[str, Any]) -> None:
    with pytest.raises(NotPlain):
        SCHEMA.write(replace(MINTED, **unusual))


@pytest.mark.parametrize("broken", [{"by": None}, {"kind": "worn"}, {"at": datetime(2026, 1, 2)}])  # noqa: DTZ001
def test_what_breaks_its_schema_is_not_dumped(broken: dict[str, Any]) -> None:
    registry = Registry()
    registry._by_event[Minted] = SCHEMA
    SCHEMA.stored_as = "mint.minted"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        registry.dump(replace(MINTED, **broken))
