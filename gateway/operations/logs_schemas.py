"""What the API tells an operator of logs, followers and what is parked."""

from marshmallow import fields, validate

from gateway.http import Schema


class FollowerState(Schema):
    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["read model", "process manager"]))
    source = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["running", "paused", "stopped", "rebuilding"]))
    detail = fields.String(required=True)
    position = fields.Integer(required=True)
    head = fields.Integer(required=True, allow_none=True)
    lag = fields.Integer(
        required=True, allow_none=True, metadata={"description": "events; null while the source is away"}
    )
    lag_seconds = fields.Float(
        required=True, allow_none=True, metadata={"description": "since the next event was recorded"}
    )
    paused_at = fields.String(required=True, allow_none=True)
    paused_by = fields.String(required=True, allow_none=True, metadata={"description": "an account"})
    parked = fields.Integer(required=True, metadata={"description": "streams"})
    parked_events = fields.Integer(required=True)


class ReplayState(Schema):
    purpose = fields.String(required=True, validate=validate.OneOf(["rebuild", "check"]))
    state = fields.String(required=True, validate=validate.OneOf(["running", "done", "failed", "lost"]))
    began_at = fields.String(required=True)
    ended_at = fields.String(required=True, allow_none=True)
    applied = fields.Integer(required=True, metadata={"description": "events"})
    goal = fields.Integer(required=True)
    differences = fields.Integer(
        required=True, allow_none=True, metadata={"description": "rows, of a check that is done"}
    )
    found = fields.List(fields.String(), required=True)
    error = fields.String(required=True)


class ReadModelState(Schema):
    name = fields.String(required=True)
    generation = fields.Integer(required=True)
    sources = fields.List(fields.String(), required=True)
    replays = fields.List(fields.Nested(ReplayState), required=True)


class Work(Schema):
    name = fields.String(required=True)
    state = fields.String(required=True)


class DueState(Schema):
    waiting = fields.Integer(required=True)
    late_seconds = fields.Float(required=True)
    parked = fields.Integer(required=True)


class EffectState(Schema):
    kind = fields.String(required=True)
    waiting = fields.Integer(required=True)
    parked = fields.Integer(required=True)


class ParkedThing(Schema):
    id = fields.String(required=True)
    service = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(["event", "effect", "deadline"]))
    follower = fields.String(required=True)
    stream = fields.String(required=True)
    type = fields.String(required=True)
    events = fields.Integer(required=True, metadata={"description": "it and what waits behind it"})
    error = fields.String(required=True)
    since = fields.String(required=True)


class LogState(Schema):
    source = fields.String(required=True, metadata={"description": "the service"})
    state = fields.String(required=True, validate=validate.OneOf(["ready", "stopped", "away"]))
    detail = fields.String(required=True)
    incarnation = fields.String(required=True, allow_none=True, metadata={"description": "null: it keeps no log"})
    position = fields.Integer(required=True, allow_none=True, metadata={"description": "of the last event"})
    waiting_for_position = fields.Integer(required=True, allow_none=True)
    published = fields.Integer(
        required=True, allow_none=True, metadata={"description": "the position that the broker has taken"}
    )
    views = fields.Integer(required=True, metadata={"description": "the position that pages and pulls are at"})
    lag = fields.Integer(
        required=True, allow_none=True, metadata={"description": "events that pages and pulls are behind"}
    )
    work = fields.List(fields.Nested(Work), required=True, metadata={"description": "of the instance that answered"})
    followers = fields.List(fields.Nested(FollowerState), required=True)
    read_models = fields.List(fields.Nested(ReadModelState), required=True)
    due = fields.Nested(DueState, required=True, allow_none=True)
    effects = fields.List(fields.Nested(EffectState), required=True)
    parked = fields.List(fields.Nested(ParkedThing), required=True)


class Logs(Schema):
    items = fields.List(fields.Nested(LogState), required=True)
    total = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class Reason(Schema):
    reason = fields.String(required=True, validate=validate.Length(1, 500))


class Mended(Schema):
    id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["done", "under-way"]))
    events = fields.Integer(required=True)


class Told(Schema):
    id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["running", "paused"]))


class Begun(Schema):
    read_model = fields.String(required=True)
    purpose = fields.String(required=True)
    began_at = fields.String(required=True)
