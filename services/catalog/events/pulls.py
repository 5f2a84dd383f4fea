"""What the catalogue tells of pulls: how often each version of a repository was pulled on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Records


@dataclass(frozen=True)
class PullCount:
    """Pulls that are alike in all of this; a check is a look at what a tag leads to, without a pull."""

    tag: str  # empty where the digest alone was named
    digest: str  # of the version, an index where there are several platforms
    platform: str  # empty where it is not known
    client: str  # docker | containerd | podman | skopeo | crane | other
    how: str  # tag | digest | check
    paid: bool  # by a plan that is sold
    count: int
    country: str = ""  # ISO 3166-1 alpha-2; empty where it is not known


class PullCountSchema(Schema):
    tag = fields.String(required=True)
    digest = fields.String(required=True)
    platform = fields.String(required=True)
    client = fields.String(required=True)
    how = fields.String(required=True)
    paid = fields.Boolean(required=True)
    count = fields.Integer(required=True)
    country = fields.String(required=True)


@dataclass(frozen=True)
class PullsCounted:
    """The whole of a day as far as it is known; it replaces what was counted of that day before."""

    repository: str
    product: str
    plan: str
    day: date
    counts: tuple[PullCount, ...]


def counts_gained_a_country(v1: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew of no countries."""
    return v1 | {"counts": [one | {"country": ""} for one in v1["counts"]]}


class PullsCountedSchema(EventSchema):
    event, stored_as = PullsCounted, "catalog.pulls-counted"
    upcasters = (counts_gained_a_country,)

    repository = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    day = fields.Date(required=True)
    counts = Records(PullCount, PullCountSchema, required=True)
