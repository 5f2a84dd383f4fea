"""The fields that the licences of a plan carry: typed, each with what it says where nothing else was agreed on."""

from collections.abc import Sequence

from eventlog.refusal import Invalid
from services.catalog.events import LicenceField
from vocabulary.slug import is_slug

KINDS = ("integer", "text", "boolean", "enum", "password")
MOST, NAME, TEXT, OPTIONS, DIGITS = 50, 80, 4_000, 50, 15


def checked(fields: Sequence[LicenceField]) -> None:
    """Raises Invalid."""
    if len({field.id for field in fields}) < len(fields) or len(fields) > MOST:
        raise Invalid("licence-field-invalid", f"at most {MOST}, each id once")
    for field in fields:
        _check(field)


def _check(field: LicenceField) -> None:
    if not is_slug(field.id.replace("_", "-")):
        raise Invalid("licence-field-invalid", field.id[:NAME])
    if not field.name.strip() or len(field.name) > NAME:
        raise Invalid("licence-field-invalid", f"{field.id}: a name of 1 to {NAME} characters")
    if field.kind not in KINDS:
        raise Invalid("licence-field-invalid", f"{field.id}: {', '.join(KINDS)}")
    if field.kind == "enum" and not 1 <= len(field.options) <= OPTIONS:
        raise Invalid("licence-field-invalid", f"{field.id}: 1 to {OPTIONS} options")
    if field.kind != "enum" and field.options:
        raise Invalid("licence-field-invalid", f"{field.id}: options are an enum's")
    if any(not option.strip() or len(option) > NAME for option in field.options):
        raise Invalid("licence-field-invalid", f"{field.id}: options of 1 to {NAME} characters")
    if not fits(field, field.default):
        raise Invalid("licence-default-invalid", field.id)


def fits(field: LicenceField, value: str) -> bool:
    """Whether a licence's field may say so; what is made for each licence has no value of its own before."""
    match field.kind:
        case "integer":
            digits = value.removeprefix("-")
            return digits.isascii() and digits.isdecimal() and len(digits) <= DIGITS
        case "boolean":
            return value in ("true", "false")
        case "enum":
            return value in field.options
        case "password":
            return value == ""
        case _:
            return len(value) <= TEXT
