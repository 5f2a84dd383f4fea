"""What a licence says in its fields: agreed on with the customer, come with an order, or as the plan has it."""

from collections.abc import Iterable, Mapping

from eventlog.refusal import Invalid
from services.billing.events import LicenceIssued, Value
from services.catalog.events import LicenceField

LONGEST = 1000  # characters of a text
MADE = "password"  # derived when the licence is signed, and kept nowhere


def fields_of(agreed: tuple[LicenceField, ...], given: Iterable[Value]) -> tuple[LicenceField, ...]:
    """The plan's fields, and a text for each value that came with an order and is none of them."""
    known = {each.id for each in agreed}
    more = (LicenceField(one.id, one.id, "text", "", (), hidden=False) for one in given if one.id not in known)
    return (*agreed, *more)


def values_of(
    licence_fields: tuple[LicenceField, ...], given: Iterable[Value], before: LicenceIssued | None
) -> tuple[Value, ...]:
    """For each field: what the publisher agreed to before, else what was given, else the plan's own."""
    sent = {one.id: one.value for one in given} | _agreed(before)
    return tuple(
        Value(each.id, sent[each.id] if each.id in sent and _fits(each, sent[each.id]) else each.default)
        for each in licence_fields
        if each.kind != MADE
    )


def with_values(says: LicenceIssued, values: Mapping[str, str]) -> tuple[Value, ...]:
    """Raises Invalid("licence-value-unfit") naming the field that takes no such value, or is not there."""
    fields = {each.id: each for each in says.licence_fields if each.kind != MADE}
    for name, value in values.items():
        if name not in fields or not _fits(fields[name], value):
            raise Invalid("licence-value-unfit", name)
    return tuple(Value(one.id, values.get(one.id, one.value)) for one in says.values)


def _agreed(before: LicenceIssued | None) -> dict[str, str]:
    if before is None:
        return {}
    defaults = {each.id: each.default for each in before.licence_fields}
    return {one.id: one.value for one in before.values if one.value != defaults.get(one.id)}


def _fits(field: LicenceField, value: str) -> bool:
    match field.kind:
        case "integer":
            return value.removeprefix("-").isdecimal() and value.isascii() and len(value) <= 18
        case "boolean":
            return value in ("true", "false")
        case "enum":
            return value in field.options
        case "text":
            return len(value) <= LONGEST
    return False
