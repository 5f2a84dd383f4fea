"""Schemas: how an event is written as JSON, read back, and lifted from older versions."""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar, cast

from marshmallow import EXCLUDE, Schema, fields

from eventlog.writing import NotPlain, Write, writer_of

AS_IN_JSON = (fields.String, fields.Integer, fields.Boolean, fields.Raw)
FROM_TEXT: dict[type, Callable[[Any], Any]] = {
    fields.AwareDateTime: datetime.fromisoformat,
    fields.Date: date.fromisoformat,
}  # validated when written
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownVersion(Exception):
    """An event is newer than this program: deploy the follower first."""


@dataclass(frozen=True)
class Erased:
    """A personal field whose subject was erased; deciders and views must accept it."""

    def __str__(self) -> str:
        return "[erased]"


ERASED = Erased()


class EventSchema(Schema):
    """Schema of one event; a subclass registers itself by its name and by its dataclass.

    `event` is the frozen dataclass, `stored_as` the stored type (`billing.subscription-started`), `upcasters` one
    function a past version (each returns a new dict), `personal` the names of the fields that are encrypted, and
    `personal_of` the field that says whose they are.
    """

    event: ClassVar[type]
    stored_as: ClassVar[str]
    upcasters: ClassVar[tuple[Upcaster, ...]] = ()
    personal: ClassVar[tuple[str, ...]] = ()
    personal_of: ClassVar[str] = ""

    class Meta:
        unknown = EXCLUDE  # a field added by a later minor change is no harm to an older reader

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "stored_as" in cls.__dict__:
            registry.add(cls)

    @classmethod
    def dataversion(cls) -> int:
        return 1 + len(cls.upcasters)

    @cached_property
    def newest(self) -> int:
        """Its data version, which each event that is read is held against."""
        return self.dataversion()

    @cached_property
    def write(self) -> Write:
        """Makes JSON data of an event that plainly keeps to the schema; raises NotPlain. Made once."""
        return writer_of(self, Texts, Record, Records)

    @cached_property
    def conversions(self) -> list[tuple[str, str, Any]]:
        """Each field's key, its attribute, and what makes its value of JSON; derived once, since every fold uses it."""
        return [
            (field.data_key or name, field.attribute or name, _conversion(field))
            for name, field in self.load_fields.items()
        ]

    @cached_property
    def converted(self) -> list[tuple[str, str, Any]]:
        """Those of the conversions that change a value."""
        return [each for each in self.conversions if each[2] is not None]

    @cached_property
    def make(self) -> Callable[[Mapping[str, Any]], Any]:
        """Makes an event of JSON data of the newest version, as they lie in one's own log. Made once."""
        return _maker(self)

    @cached_property
    def plain(self) -> AbstractSet[str] | None:
        """The keys of all fields, where they are all that the event is made of, by the same names; else None."""
        keys = frozenset(key for key, _, _ in self.conversions)
        as_named = all(key == attribute for key, attribute, _ in self.conversions)
        kept = {field.name for field in dataclass_fields(self.event)}
        is_bare = not hasattr(self.event, "__post_init__") and not hasattr(self.event, "__slots__")
        return keys if as_named and is_bare and keys == kept else None


class Registry:
    """Every event schema that has been imported, by stored name and by dataclass."""

    def __init__(self) -> None:
        self._by_name: dict[str, EventSchema] = {}
        self._by_event: dict[type, EventSchema] = {}
        self._declared: dict[str, type[EventSchema]] = {}

    def add(self, schema: type[EventSchema]) -> None:
        known = self._declared.get(schema.stored_as)
        if known is not None and known.__qualname__ != schema.__qualname__:
            raise TypeError(f"two event schemas are named {schema.stored_as}")
        self._declared[schema.stored_as] = schema
        self._by_name.pop(schema.stored_as, None)
        self._by_event.pop(schema.event, None)

    def named(self, name: str) -> EventSchema | None:
        if name not in self._by_name and name in self._declared:
            self._by_name[name] = self._declared[name]()
        return self._by_name.get(name)

    def of(self, event: type) -> EventSchema:
        if event not in self._by_event:
            found = next((s for s in self._declared.values() if s.event is event), None)
            if found is None:
                raise TypeError(f"{event.__qualname__} has no event schema")
            self._by_event[event] = self.named(found.stored_as) or found()
        return self._by_event[event]

    def __iter__(self) -> Iterator[type[EventSchema]]:
        return iter(self._declared.values())

    def dump(self, event: Any) -> tuple[str, int, dict[str, Any]]:
        """The event's name, data version and JSON data; marshmallow's ValidationError where it breaks its schema."""
        schema = self.of(type(event))
        try:
            data = schema.write(event)
        except NotPlain:
            data = schema.dump(event)
            schema.load(data)
        return schema.stored_as, schema.dataversion(), data

    def load(self, name: str, dataversion: int, data: Mapping[str, Any]) -> Any | None:
        """The event as its dataclass, lifted to the present version; None where the name is not known here."""
        schema = self._by_name.get(name) or self.named(name)
        if schema is None:
            return None
        if dataversion != schema.newest:
            data = self._lifted(schema, dataversion, data)
        return schema.make(data)

    @staticmethod
    def _lifted(schema: EventSchema, dataversion: int, data: Mapping[str, Any]) -> Mapping[str, Any]:
        if dataversion > schema.newest:
            raise UnknownVersion(f"{schema.stored_as} version {dataversion}; this program knows {schema.newest}")
        for upcast in schema.upcasters[dataversion - 1 :]:
            data = upcast(dict(data))
        return data


def _conversion(field: fields.Field[Any]) -> Callable[[Any], Any] | None:
    if type(field) in AS_IN_JSON:
        return None
    if isinstance(field, Texts):
        return tuple
    if isinstance(field, Record):
        return _record_of(field.record, field.schema)
    if isinstance(field, Records):
        one = _record_of(field.record, cast("Record", field.inner).schema)
        return lambda many: tuple(one(each) for each in many)
    convert: Callable[[Any], Any] = FROM_TEXT.get(type(field), field.deserialize)
    return convert


def _record_of(record: type, schema: Schema) -> Callable[[Mapping[str, Any]], Any]:
    """Makes one of its JSON, field by field like the event that it is part of."""
    conversions = [(name, field.attribute or name, _conversion(field)) for name, field in schema.load_fields.items()]

    def made(told: Mapping[str, Any]) -> Any:
        values = {}
        for name, attribute, convert in conversions:
            if name in told:
                value = told[name]
                values[attribute] = value if convert is None or value is None else convert(value)
        return record(**values)

    return made


def _maker(schema: EventSchema) -> Callable[[Mapping[str, Any]], Any]:
    """What builds the event field by field: one's own log was validated when it was written."""
    made, plain, converted, new = schema.event, schema.plain, schema.converted, object.__new__

    def make(data: Mapping[str, Any]) -> Any:
        if data.keys() != plain:
            return _made_by_name(schema, data)
        event: Any = new(made)  # as nearly always: nothing is missing, nothing is named otherwise
        values = vars(event)  # at once: a frozen dataclass sets field by field
        values.update(data)
        for _, attribute, convert in converted:
            value = values[attribute]
            if value is not None and not isinstance(value, Erased):
                values[attribute] = convert(value)
        return event

    return make


def _made_by_name(schema: EventSchema, data: Mapping[str, Any]) -> Any:
    values = {}
    for key, attribute, convert in schema.conversions:
        if key in data:
            value = data[key]
            as_it_is = convert is None or value is None or isinstance(value, Erased)
            values[attribute] = value if as_it_is else convert(value)
    return schema.event(**values)


registry = Registry()


class Texts(fields.List[Any]):
    """A list of texts, a tuple in the event."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields.String(), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class Records(fields.List[Any]):
    """A list of frozen dataclasses, each written by a schema of its own; a tuple in the event."""

    def __init__(self, record: type, schema: type[Schema], **kwargs: Any) -> None:
        super().__init__(fields.Nested(schema), **kwargs)
        self.record = record

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        records: list[Any] = super()._deserialize(value, attr, data, **kwargs) or []
        return tuple(self.record(**record) for record in records)


class Record(fields.Nested):
    """One frozen dataclass, written by a schema of its own."""

    def __init__(self, record: type, schema: type[Schema], **kwargs: Any) -> None:
        super().__init__(schema, **kwargs)
        self.record = record

    def _deserialize(self, value: Any, attr: str | None, data: Any, *args: Any, **kwargs: Any) -> Any:
        return self.record(**super()._deserialize(value, attr, data, *args, **kwargs))
