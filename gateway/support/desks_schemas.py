"""What is sent and answered about desks: what they promise, and how they kept it."""

from marshmallow import fields, validate

from gateway.http import Schema

NAME = validate.Length(min=1, max=100)
SHORT = validate.Length(max=200)
WORDS = validate.Length(min=1, max=5000)
MINUTES = validate.Range(min=0, max=43_200)
PRIORITY = validate.Range(min=1, max=4)
KINDS = ("text", "lines", "choice")


class Hours(Schema):
    weekday = fields.Integer(
        required=True, validate=validate.Range(min=0, max=6), metadata={"description": "0: Monday"}
    )
    start = fields.Integer(
        required=True, validate=validate.Range(min=0, max=1439), metadata={"description": "minute of the day"}
    )
    end = fields.Integer(required=True, validate=validate.Range(min=1, max=1440))


class Calendar(Schema):
    effective = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "the first day on which it counts; null: today"}
    )
    zone = fields.String(required=True, validate=NAME, metadata={"description": "such as Europe/Berlin"})
    hours = fields.List(fields.Nested(Hours), required=True, validate=validate.Length(max=70))
    holidays = fields.String(
        load_default="", validate=validate.Length(max=10), metadata={"description": "ISO 3166: DE, DE-BY; empty: none"}
    )
    closed = fields.List(
        fields.Date(), load_default=list, validate=validate.Length(max=366), metadata={"description": "other days"}
    )


class OfCalendar(Schema):
    desk = fields.String(required=True)
    calendar = fields.Nested(Calendar, required=True, metadata={"description": "that counts today"})
    calendars = fields.List(fields.Nested(Calendar), required=True, metadata={"description": "all, the newest last"})


class Terms(Schema):
    priority = fields.Integer(required=True, validate=PRIORITY)
    first_response = fields.Integer(
        required=True, validate=MINUTES, metadata={"description": "support minutes; 0: none"}
    )
    next_update = fields.Integer(required=True, validate=MINUTES)


class TermsWanted(Schema):
    product = fields.String(load_default="", validate=SHORT, metadata={"description": "publisher/product, or its id"})
    plan = fields.String(load_default="", validate=SHORT, metadata={"description": "empty: everybody else"})
    terms = fields.List(fields.Nested(Terms), required=True, validate=validate.Length(equal=4))


class TermsOfPlan(Schema):
    product = fields.String(required=True, metadata={"description": "its id"})
    plan = fields.String(required=True)
    terms = fields.List(fields.Nested(Terms), required=True)


class OfTerms(Schema):
    desk = fields.String(required=True)
    terms = fields.List(fields.Nested(TermsOfPlan), required=True)
    defaults = fields.List(fields.Nested(Terms), required=True, metadata={"description": "the store's, unless it says"})


class Level(Schema):
    name = fields.String(required=True, validate=NAME)
    after = fields.Integer(required=True, validate=MINUTES, metadata={"description": "support minutes of delay"})
    accounts = fields.List(fields.String(validate=SHORT), load_default=list, validate=validate.Length(max=20))


class Levels(Schema):
    levels = fields.List(fields.Nested(Level), required=True, validate=validate.Length(max=10))


class OfLevels(Levels):
    desk = fields.String(required=True)


class MacroWanted(Schema):
    macro = fields.String(load_default="", validate=SHORT, metadata={"description": "its id; empty: a new one"})
    name = fields.String(required=True, validate=NAME)
    text = fields.String(required=True, validate=WORDS)
    waits = fields.Boolean(load_default=False, metadata={"description": "the ticket then waits for the customer"})
    resolves = fields.Boolean(load_default=False)


class OfMacros(Schema):
    desk = fields.String(required=True)
    macros = fields.List(fields.Nested(MacroWanted), required=True)


class Question(Schema):
    name = fields.String(required=True, validate=NAME)
    label = fields.String(required=True, validate=SHORT)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    required = fields.Boolean(load_default=False)
    options = fields.List(fields.String(validate=SHORT), load_default=list, validate=validate.Length(max=50))


class Form(Schema):
    form = fields.List(fields.Nested(Question), required=True, validate=validate.Length(max=20))


class OfForm(Form):
    desk = fields.String(required=True)


class ReportArguments(Schema):
    since = fields.Date(data_key="from", load_default=None, metadata={"description": "a day of UTC; 30 days in all"})
    until = fields.Date(data_key="to", load_default=None, metadata={"description": "a day, within; today"})
    format = fields.String(load_default="json", validate=validate.OneOf(("json", "csv")))


class Took(Schema):
    median = fields.Float(required=True, metadata={"description": "support minutes"})
    mean = fields.Float(required=True)


class ReportRow(Schema):
    desk = fields.String(required=True)
    publisher = fields.String(required=True, metadata={"description": "whose products it is about"})
    priority = fields.Integer(required=True)
    opened = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    first_response = fields.Nested(Took, required=True, allow_none=True)
    resolved = fields.Integer(required=True)
    resolution = fields.Nested(Took, required=True, allow_none=True)
    warnings = fields.Integer(required=True)
    breaches = fields.Integer(required=True)


class LevelTold(Schema):
    desk = fields.String(required=True)
    level = fields.Integer(required=True)
    name = fields.String(required=True)
    told = fields.Integer(required=True, metadata={"description": "how often"})


class Report(Schema):
    desk = fields.String(required=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True)
    rows = fields.List(fields.Nested(ReportRow), required=True)
    levels = fields.List(fields.Nested(LevelTold), required=True)


class AnnotationWanted(Schema):
    text = fields.String(required=True, validate=validate.Length(min=1, max=20_000))


class WhyLate(Schema):
    text = fields.String(required=True, metadata={"description": "empty where it was erased"})
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class LateAnswer(Schema):
    breach = fields.String(required=True)
    ticket = fields.String(required=True)
    number = fields.String(required=True)
    what = fields.String(required=True, validate=validate.OneOf(("first_response", "next_update")))
    desk = fields.String(required=True)
    publisher = fields.String(required=True)
    priority = fields.Integer(required=True)
    due = fields.AwareDateTime(required=True)
    at = fields.AwareDateTime(required=True)
    level = fields.Integer(required=True, metadata={"description": "the last that was told; 0: none"})
    level_name = fields.String(required=True)
    annotations = fields.List(fields.Nested(WhyLate), required=True)


class BreachPage(Schema):
    items = fields.List(fields.Nested(LateAnswer), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class OfBreach(Schema):
    ticket = fields.String(required=True)
    breach = fields.String(required=True)
