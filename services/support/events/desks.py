"""What a desk promises: `store` is the store's own, every other desk is a publisher's and bears its id."""

from dataclasses import dataclass
from datetime import date

from marshmallow import Schema, fields

from eventlog.schema import EventSchema, Record, Records, Texts
from services.support.events.tickets import Terms, TermsSchema


@dataclass(frozen=True)
class Hours:
    """Minutes of the day from which and until which somebody is there; two of them on a day leave a lunch break."""

    weekday: int  # 0 Monday … 6 Sunday
    start: int
    end: int  # up to 1440


class HoursSchema(Schema):
    weekday = fields.Integer(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


@dataclass(frozen=True)
class Calendar:
    effective: date  # the first day, in its own zone, on which it counts
    zone: str  # an IANA time zone
    hours: tuple[Hours, ...]
    holidays: str  # ISO 3166 country, or country-subdivision, whose public holidays are kept; empty: none
    closed: tuple[str, ...]  # other days, 2026-12-24


class CalendarSchema(Schema):
    effective = fields.Date(required=True)
    zone = fields.String(required=True)
    hours = Records(Hours, HoursSchema, required=True)
    holidays = fields.String(required=True)
    closed = Texts(required=True)


@dataclass(frozen=True)
class CalendarSet:
    """Counts from its day of effect until the next one; the one set later wins where both begin on a day."""

    desk: str
    version: int  # from 1
    calendar: Calendar


class CalendarSetSchema(EventSchema):
    event, stored_as = CalendarSet, "support.calendar-set"

    desk = fields.String(required=True)
    version = fields.Integer(required=True)
    calendar = Record(Calendar, CalendarSchema, required=True)


@dataclass(frozen=True)
class TermsSet:
    """What is promised to who has this plan; `plan` empty: to everybody else."""

    desk: str
    product: str  # with `plan`: a plan's slug is its product's
    plan: str
    terms: tuple[Terms, ...]  # one for each priority


class TermsSetSchema(EventSchema):
    event, stored_as = TermsSet, "support.terms-set"

    desk = fields.String(required=True)
    product = fields.String(required=True)
    plan = fields.String(required=True)
    terms = Records(Terms, TermsSchema, required=True)


@dataclass(frozen=True)
class Level:
    """Told when a breach has lasted so many support minutes."""

    name: str
    after: int  # 0: at once
    accounts: tuple[str, ...]  # who is told


class LevelSchema(Schema):
    name = fields.String(required=True)
    after = fields.Integer(required=True)
    accounts = Texts(required=True)


@dataclass(frozen=True)
class LevelsSet:
    """The whole ladder as it now is, the first first."""

    desk: str
    levels: tuple[Level, ...]


class LevelsSetSchema(EventSchema):
    event, stored_as = LevelsSet, "support.levels-set"

    desk = fields.String(required=True)
    levels = Records(Level, LevelSchema, required=True)


@dataclass(frozen=True)
class MacroKept:
    """An answer that a desk gives often; `{customer}`, `{ticket}` and `{product}` stand for what is at hand."""

    desk: str
    macro: str
    name: str
    text: str
    waits: bool
    resolves: bool


class MacroKeptSchema(EventSchema):
    event, stored_as = MacroKept, "support.macro-kept"

    desk = fields.String(required=True)
    macro = fields.String(required=True)
    name = fields.String(required=True)
    text = fields.String(required=True)
    waits = fields.Boolean(required=True)
    resolves = fields.Boolean(required=True)


@dataclass(frozen=True)
class MacroDropped:
    desk: str
    macro: str


class MacroDroppedSchema(EventSchema):
    event, stored_as = MacroDropped, "support.macro-dropped"

    desk = fields.String(required=True)
    macro = fields.String(required=True)


@dataclass(frozen=True)
class Question:
    name: str
    label: str
    kind: str  # text | lines | choice
    required: bool
    options: tuple[str, ...]


class QuestionSchema(Schema):
    name = fields.String(required=True)
    label = fields.String(required=True)
    kind = fields.String(required=True)
    required = fields.Boolean(required=True)
    options = Texts(required=True)


@dataclass(frozen=True)
class FormSet:
    """What a publisher wants to know with every ticket that is handed to it."""

    desk: str
    questions: tuple[Question, ...]


class FormSetSchema(EventSchema):
    event, stored_as = FormSet, "support.form-set"

    desk = fields.String(required=True)
    questions = Records(Question, QuestionSchema, required=True)
