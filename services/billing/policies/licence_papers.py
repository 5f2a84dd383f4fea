"""What is written on a licence, and what is told of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from services.billing.deciders.licence_state import Licence
from services.billing.events import LicenceIssued

Password = Callable[[str, str], str]  # licence, field


def claims(state: Licence, password: Password, now: datetime) -> dict[str, Any]:
    """The licence as it is signed: RFC 7519's claims, and those of our own; without an end it counts for good."""
    says = state.says
    ends = {} if says.until is None else {"exp": int(says.until.timestamp())}
    return {
        "jti": says.licence,
        "sub": says.holder,
        "iat": int(now.timestamp()),
        "nbf": _begins(says.starts),
        **ends,
        "sequence": state.sequence,
        "subscription": says.subscription,
        "product": says.address,
        "plan": says.plan,
        "publisher": says.publisher,
        "seats": says.seats,
        "fields": {each["id"]: each["value"] for each in fields(says, password)},
    }


def fields(says: LicenceIssued, password: Password) -> list[dict[str, Any]]:
    """Integers and booleans as such, the others as text; passwords as they are derived."""
    values = {one.id: one.value for one in says.values}
    return [
        {
            "id": each.id,
            "name": each.name,
            "kind": each.kind,
            "value": password(says.licence, each.id) if each.kind == "password" else _typed(each.kind, values[each.id]),
            "hidden": each.hidden,
        }
        for each in says.licence_fields
    ]


def told(state: Licence, now: datetime) -> dict[str, Any]:
    says = state.says
    return {
        "id": says.licence,
        "subscription": says.subscription,
        "holder": says.holder,
        "publisher": says.publisher,
        "product": says.address,
        "plan": says.plan,
        "state": state.standing(now),
        "reason": state.revoked,
        "sequence": state.sequence,
        "seats": says.seats,
        "taken": sorted(state.taken),
        "starts": says.starts.isoformat(),
        "until": says.until and says.until.isoformat(),
    }


def listed(row: Mapping[str, Any], until: datetime | None, now: datetime) -> dict[str, Any]:
    """A row of the view; it knows neither seats taken nor what is signed."""
    state = "revoked" if row["revoked"] else "expired" if until is not None and until <= now else "valid"
    kept = ("subscription", "holder", "publisher", "plan", "sequence", "seats", "starts", "until")
    named = {"id": row["licence"], "product": row["address"], "product_id": row["product"], "state": state}
    return named | {name: row[name] for name in kept}


def checked(state: Licence, claimed: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Of a licence that we signed once: whether it counts now, and until when."""
    says = state.says
    present = says.licence == claimed["jti"]
    return {
        "licence": claimed["jti"],
        "state": state.standing(now) if present else "revoked",
        "product": says.address,
        "plan": says.plan,
        "seats": says.seats,
        "taken": len(state.taken),
        "sequence": state.sequence,
        "until": says.until and says.until.isoformat(),
    }


def _begins(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


def _typed(kind: str, value: str) -> int | bool | str:
    match kind:
        case "integer":
            return int(value or 0)
        case "boolean":
            return value == "true"
    return value
